import type { Intake } from '@bandeng/api'
import { onUnmounted, reactive, ref, watch } from 'vue'
import { dropDraft, listDrafts, readDraft, saveDraft } from './api'
import { emptyIntake, isStarted } from './intake'

const here = 'bandeng.intake'
const few = 5

/** A form that was left half-typed, here or on another machine. */
export interface Left {
  key: string
  saved_at: number
  intake: Intake
}

/** What lies in this tab; `told` is true once the server has acknowledged this very content. */
interface Kept {
  id: string
  intake: Intake
  told?: boolean
}

/**
 * The form saves itself: at once into this tab (a reload is safe), after a pause on the server
 * (another machine is safe). It says "saved" of nothing but what the server has. Signing out clears the tab.
 */
export function useDraft() {
  const kept = JSON.parse(sessionStorage.getItem(here) ?? 'null') as Kept | null
  const id = ref(kept?.id ?? crypto.randomUUID())
  const intake = reactive<Intake>({ ...emptyIntake(), ...kept?.intake })
  const status = ref<'idle' | 'saving' | 'saved' | 'local'>(!kept ? 'idle' : kept.told ? 'saved' : 'saving')
  const left = ref<Left[]>([])
  let timer: number | undefined
  let filling = false
  /** Counts what was typed: an answer speaks of the content it was asked about, not of what came after. */
  let turn = 0

  // The list tells when they were saved and nothing of what they hold; the last few are read for their names.
  async function lookBack() {
    const { items } = await listDrafts()
    const read = await Promise.all(items.filter((one) => one.key !== id.value).slice(0, few).map((one) => readDraft(one.key)))
    left.value = read.flatMap(({ key, saved_at, body }) => {
      const intake = { ...emptyIntake(), ...(body as Partial<Intake> | null) }
      return isStarted(intake) ? [{ key, saved_at, intake }] : []
    })
  }
  void lookBack().catch(() => undefined)

  const keep = (told: boolean) => sessionStorage.setItem(here, JSON.stringify({ id: id.value, intake, told } satisfies Kept))

  async function tell() {
    window.clearTimeout(timer)
    timer = undefined
    const asked = turn
    status.value = 'saving'
    const answer = await saveDraft(id.value, intake).then(() => 'saved' as const, () => 'local' as const)
    if (asked !== turn) return
    status.value = answer
    // Signed out meanwhile: nothing is put back into the tab.
    if (answer === 'saved' && sessionStorage.getItem(here)) keep(true)
  }
  function later() {
    turn++
    keep(false)
    status.value = 'saving'
    window.clearTimeout(timer)
    timer = window.setTimeout(tell, 1200)
  }
  watch(intake, () => !filling && isStarted(intake) && later(), { flush: 'sync' })
  // What a reload or a lost network kept from the server.
  if (kept && !kept.told) void tell()
  const again = () => status.value === 'local' && void tell()
  window.addEventListener('online', again)
  onUnmounted(() => {
    window.removeEventListener('online', again)
    // Whoever leaves the page within the pause has typed nothing in vain.
    if (timer !== undefined) void tell()
  })

  function fill(key: string, with_: Intake) {
    window.clearTimeout(timer)
    timer = undefined
    turn++
    filling = true
    id.value = key
    Object.assign(intake, with_)
    filling = false
  }

  /** Goes on with one that was left; what was begun here meanwhile is kept as a draft of its own. */
  function resume(one: Left) {
    if (timer !== undefined) void tell()
    left.value = left.value.filter(({ key }) => key !== one.key)
    fill(one.key, one.intake)
    keep(true)
    status.value = 'saved'
  }

  function forget(one: Left) {
    left.value = left.value.filter(({ key }) => key !== one.key)
    void dropDraft(one.key).catch(() => undefined)
  }

  function clear() {
    sessionStorage.removeItem(here)
    void dropDraft(id.value).catch(() => undefined)
    fill(crypto.randomUUID(), emptyIntake())
    status.value = 'idle'
  }

  return { id, intake, status, left, resume, forget, clear, resumed: !!kept }
}
