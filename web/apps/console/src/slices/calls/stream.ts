import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from 'vue'
import type { CallView } from './api'

/** The server breaks a silence every 15 seconds: after twice that and a little, the line is dead whatever the browser thinks. */
const DEAD_MS = 35_000
const AGAIN_MS = 3_000

/** Keeps of two views of a call the later one. */
export function later(known: ReadonlyMap<string, CallView>, view: CallView): Map<string, CallView> {
  const kept = known.get(view.id)
  if (kept && kept.version >= view.version) return known as Map<string, CallView>
  return new Map(known).set(view.id, view)
}

/** Minutes and seconds, as a clock on a wall. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const pad = (n: number) => String(n).padStart(2, '0')
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return h ? `${h}:${pad(m)}:${pad(s)}` : `${pad(m)}:${pad(s)}`
}

/** Calls as they happen. The line is made anew by itself, and whether it is there is always told. */
export function useCallStream(heard?: (view: CallView) => void) {
  const calls = shallowRef<Map<string, CallView>>(new Map())
  const line = ref<'connecting' | 'live' | 'lost'>('connecting')
  /** By how much this device's clock differs from the server's. */
  const skew = ref(0)
  const now = ref(Date.now())
  let source: EventSource | undefined
  let last = 0
  let fresh = true
  let again: ReturnType<typeof setTimeout> | undefined
  let ticking: ReturnType<typeof setInterval> | undefined

  function open() {
    source?.close()
    clearTimeout(again)
    fresh = true
    last = Date.now()
    const made = new EventSource('/api/v1/calls/stream')
    source = made
    const alive = () => (last = Date.now())
    made.addEventListener('hello', (event) => {
      alive()
      line.value = 'live'
      skew.value = (JSON.parse(event.data) as { now: number }).now - Date.now()
      // A new line begins with everything that is open; a line that was resumed, with what has changed.
      if (fresh) calls.value = new Map()
      fresh = false
    })
    made.addEventListener('call', (event) => {
      alive()
      const view = JSON.parse(event.data) as CallView
      const before = calls.value
      calls.value = later(before, view)
      if (calls.value !== before) heard?.(view)
    })
    made.addEventListener('still', alive)
    made.addEventListener('again', alive)
    made.onerror = () => {
      line.value = 'lost'
      // The browser tries again by itself, unless it was refused.
      if (made.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS)
    }
  }

  onMounted(() => {
    open()
    ticking = setInterval(() => {
      now.value = Date.now() + skew.value
      if (Date.now() - last > DEAD_MS) {
        line.value = 'lost'
        open()
      }
    }, 1000)
  })
  onBeforeUnmount(() => {
    source?.close()
    clearTimeout(again)
    clearInterval(ticking)
  })
  const list = computed(() => [...calls.value.values()])
  const put = (view: CallView) => (calls.value = later(calls.value, view))
  return { list, line, now, put }
}
