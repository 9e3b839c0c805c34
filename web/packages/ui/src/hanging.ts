import { nextTick, onUnmounted, watch, type Ref } from 'vue'

/**
 * Hangs a panel from an anchor: below, or above where there is more room, never wider than the window.
 * The panel lies in the browser's top layer where there is one, so that no sheet or dialog cuts it off.
 */
export function useHanging(anchor: Ref<HTMLElement | undefined>, panel: Ref<HTMLElement | undefined>, open: Ref<boolean>, how: { as?: 'wide' | 'start' | 'end' } = {}) {
  const gap = 4
  const edge = 8

  function place() {
    if (!anchor.value || !panel.value) return
    const at = anchor.value.getBoundingClientRect()
    const style = panel.value.style
    const height = window.visualViewport?.height ?? window.innerHeight
    const width = document.documentElement.clientWidth
    const below = height - at.bottom - gap - edge
    const above = at.top - gap - edge
    style.maxHeight = ''
    if (how.as === 'wide' || !how.as) style.minWidth = `${Math.min(at.width, width - 2 * edge)}px`
    style.maxWidth = `${width - 2 * edge}px`
    const tall = panel.value.offsetHeight
    const up = tall > below && above > below
    style.maxHeight = `${Math.max(120, up ? above : below)}px`
    style.top = up ? 'auto' : `${at.bottom + gap}px`
    style.bottom = up ? `${window.innerHeight - at.top + gap}px` : 'auto'
    const broad = panel.value.offsetWidth
    const left = how.as === 'end' ? at.right - broad : at.left
    style.left = `${Math.max(edge, Math.min(left, width - broad - edge))}px`
  }
  function listen(on: boolean) {
    const act = on ? 'addEventListener' : 'removeEventListener'
    window[act]('scroll', place, { capture: true, passive: true } as AddEventListenerOptions)
    window[act]('resize', place)
    window.visualViewport?.[act]('resize', place)
  }
  watch(open, async (now) => {
    listen(now)
    if (!now) return
    await nextTick()
    panel.value?.showPopover?.()
    place()
  })
  onUnmounted(() => listen(false))
  return { place }
}
