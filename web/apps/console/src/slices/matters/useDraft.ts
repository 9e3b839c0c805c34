import type { Intake } from '@bandeng/api'
import { onUnmounted, reactive, ref, watch } from 'vue'
import { dropDraft, saveDraft } from './api'
import { emptyIntake, isStarted } from './intake'

const here = 'bandeng.intake'

/**
 * The form saves itself: at once into this tab (a reload is safe), after a pause on the server
 * (another machine is safe). Signing out clears the tab.
 */
export function useDraft() {
  const kept = sessionStorage.getItem(here)
  const start = kept ? (JSON.parse(kept) as { id: string; intake: Intake }) : { id: crypto.randomUUID(), intake: emptyIntake() }
  const id = ref(start.id)
  const intake = reactive<Intake>(start.intake)
  const status = ref<'idle' | 'saving' | 'saved' | 'local'>(kept ? 'saved' : 'idle')
  let timer: number | undefined

  watch(intake, () => {
    if (!isStarted(intake)) return
    sessionStorage.setItem(here, JSON.stringify({ id: id.value, intake }))
    status.value = 'saving'
    window.clearTimeout(timer)
    timer = window.setTimeout(async () => {
      status.value = await saveDraft(id.value, intake).then(() => 'saved' as const, () => 'local' as const)
    }, 1200)
  })
  onUnmounted(() => window.clearTimeout(timer))

  function clear() {
    window.clearTimeout(timer)
    sessionStorage.removeItem(here)
    void dropDraft(id.value).catch(() => undefined)
    id.value = crypto.randomUUID()
    Object.assign(intake, emptyIntake())
    status.value = 'idle'
  }

  return { id, intake, status, resumed: !!kept, clear }
}
