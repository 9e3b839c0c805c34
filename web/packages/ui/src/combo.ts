import { isMeant } from '@bandeng/domain'
import { computed, ref, useId, watch } from 'vue'

export interface Choice<V extends string | number = string> {
  value: V
  label: string
  /** Said smaller, beside the label. */
  note?: string
}

interface Ways<V extends string | number> {
  options: () => readonly Choice<V>[]
  isChosen: (value: V) => boolean
  choose: (choice: Choice<V>) => void
  /** Somebody else filters: what is typed is only told. */
  remote: () => boolean
  busy: () => boolean
  search: (text: string) => void
  /** The list stays open after a choice. */
  several?: boolean
  /** All was deleted. */
  emptied?: () => void
}

/** The keys of a combobox as the ARIA practices have them, for one choice or for several. */
export function useCombo<V extends string | number>(ways: Ways<V>) {
  const list = useId()
  const open = ref(false)
  /** What is being typed; null: nothing, the box shows what is chosen. */
  const typed = ref<string | null>(null)
  const wanted = ref('')
  const active = ref(-1)
  /** Chosen with Enter before the answer of a search was there. */
  let early = false
  /** Somebody walked the list or typed: leaving takes what was reached. */
  let walked = false

  const shown = computed(() => (ways.remote() ? ways.options() : ways.options().filter((one) => isMeant(`${one.label} ${one.note ?? ''}`, wanted.value))))
  const first = () => (typed.value === '' ? -1 : wanted.value ? (shown.value.length ? 0 : -1) : shown.value.findIndex((one) => ways.isChosen(one.value)))
  watch(shown, () => {
    if (!open.value) return
    active.value = first()
    if (early && !ways.busy()) {
      early = false
      const one = exact() ?? shown.value[0]
      if (one) take(one)
    }
  })

  const exact = () => shown.value.find((one) => one.label === typed.value?.trim()) ?? (wanted.value && shown.value.length === 1 ? shown.value[0] : undefined)

  function show() {
    if (open.value) return
    open.value = true
    active.value = first()
  }
  function hide() {
    open.value = false
    active.value = -1
    walked = early = false
    if (typed.value !== null && ways.remote()) ways.search('')
    typed.value = null
    wanted.value = ''
  }
  function take(one: Choice<V>) {
    ways.choose(one)
    if (ways.several) {
      if (wanted.value) {
        typed.value = null
        wanted.value = ''
        if (ways.remote()) ways.search('')
      }
      walked = false
    } else hide()
  }
  function walk(to: number) {
    const last = shown.value.length - 1
    if (last < 0) return
    active.value = to < 0 ? last : to > last ? 0 : to
    walked = true
  }

  function onInput(event: Event) {
    const composing = (event as InputEvent).isComposing
    typed.value = (event.target as HTMLInputElement).value
    if (composing) return
    wanted.value = typed.value.trim()
    early = false
    walked = wanted.value !== ''
    show()
    active.value = first()
    ways.search(wanted.value)
  }
  function onKey(event: KeyboardEvent) {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return
    const was = open.value
    const size = shown.value.length
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        const down = event.key === 'ArrowDown'
        if (!was) {
          show()
          if (!event.altKey && active.value < 0) walk(down ? 0 : size - 1)
        } else if (event.altKey && !down) hide()
        else walk(active.value < 0 ? (down ? 0 : size - 1) : active.value + (down ? 1 : -1))
        break
      }
      case 'Home':
      case 'End':
        if (!was) return
        walk(event.key === 'Home' ? 0 : size - 1)
        break
      case 'PageDown':
      case 'PageUp':
        if (!was) return
        walk(Math.max(0, Math.min(size - 1, active.value + (event.key === 'PageDown' ? 8 : -8))))
        break
      case 'Enter': {
        if (!was) show()
        else if (ways.busy() && typed.value) early = true
        else {
          const one = shown.value[active.value]
          if (one) take(one)
          else if (typed.value === '') {
            ways.emptied?.()
            hide()
          }
        }
        break
      }
      case ' ':
        // A space is a letter as soon as something was typed.
        if (typed.value) return
        if (!was) show()
        else if (shown.value[active.value]) take(shown.value[active.value]!)
        break
      case 'Escape':
        if (!was) return
        hide()
        event.stopPropagation()
        break
      case 'Tab': {
        const one = walked ? shown.value[active.value] : undefined
        if (was && one && !(ways.several && ways.isChosen(one.value))) take(one)
        else if (typed.value === '') ways.emptied?.()
        hide()
        return
      }
      default:
        return
    }
    event.preventDefault()
  }
  function onBlur() {
    if (!open.value && typed.value === null) return
    const one = typed.value ? exact() : undefined
    if (one && !ways.isChosen(one.value)) ways.choose(one)
    else if (typed.value === '') ways.emptied?.()
    hide()
  }

  const bound = computed(() => ({
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: false,
    'aria-autocomplete': 'list' as const,
    'aria-haspopup': 'listbox' as const,
    'aria-expanded': open.value,
    'aria-controls': open.value ? list : undefined,
    'aria-activedescendant': open.value && active.value >= 0 ? `${list}-${active.value}` : undefined,
  }))
  return { list, open, typed, active, shown, bound, show, hide, take, onInput, onKey, onBlur }
}
