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

/**
 * The form saves itself: at once into this tab (a reload is safe), after a pause on the server
 * (another machine is safe). Signing out clears the tab.
 */
export function useDraft() {
  const kept = sessionStorage.getItem(here)
  const start = kept ? (JSON.parse(kept) as { id: string; intake: Intake }) : { id: crypto.randomUUID(), intake: emptyIntake() }
  const id = ref(start.id)
  const intake = reactive<Intake>({ ...emptyIntake(), ...start.intake })
  const status = ref<'idle' | 'saving' | 'saved' | 'local'>(kept ? 'saved' : 'idle')
  const left = ref<Left[]>([])
  let timer: number | undefined
  let filling = false

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

  watch(intake, () => {
    if (filling || !isStarted(intake)) return
    sessionStorage.setItem(here, JSON.stringify({ id: id.value, intake }))
    status.value = 'saving'
    window.clearTimeout(timer)
    timer = window.setTimeout(async () => {
      status.value = await saveDraft(id.value, intake).then(() => 'saved' as const, () => 'local' as const)
    }, 1200)
  }, { flush: 'sync' })
  onUnmounted(() => window.clearTimeout(timer))

  function fill(key: string, with_: Intake) {
    window.clearTimeout(timer)
    filling = true
    id.value = key
    Object.assign(intake, with_)
    filling = false
  }

  /** Goes on with one that was left; what was begun here meanwhile is kept as a draft of its own. */
  function resume(one: Left) {
    left.value = left.value.filter(({ key }) => key !== one.key)
    fill(one.key, one.intake)
    sessionStorage.setItem(here, JSON.stringify({ id: id.value, intake }))
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
