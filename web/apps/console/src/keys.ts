import { onMounted, onUnmounted } from 'vue'

function isTyping(event: KeyboardEvent): boolean {
  const at = event.target as HTMLElement | null
  return !!at?.closest('input, textarea, select, [contenteditable=true], [role=dialog], [role=listbox]')
}

/** Something lies over the page: a dialog, or the veil of an unattended screen. */
const isCovered = () => !!document.querySelector('dialog[open], [data-veil]')

/** One-key shortcuts, silent while somebody types and while a modifier is held. */
export function useShortcuts(keys: Record<string, (event: KeyboardEvent) => void>): void {
  const listener = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || isCovered()) return
    const act = keys[event.key]
    if (!act) return
    event.preventDefault()
    act(event)
  }
  onMounted(() => window.addEventListener('keydown', listener))
  onUnmounted(() => window.removeEventListener('keydown', listener))
}

/** `j` and `k` walk the rows of the page, `Enter` opens one because a row is a link. */
export function useRowKeys(): void {
  const step = (by: 1 | -1) => {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')]
    const at = rows.indexOf(document.activeElement as HTMLElement)
    rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by]?.focus()
  }
  useShortcuts({ j: () => step(1), k: () => step(-1) })
}
