import { isApiError, type Problem } from '@bandeng/api'
import { nextTick, ref, type Ref } from 'vue'

/** What happens when something is refused, besides the reason being shown. */
export interface Refusal {
  /** Somebody was faster: reads what stands now, so that sending again carries its version. What was typed stays. */
  stale?: () => unknown
  /** The form: its first field at fault gets the focus. */
  form?: Readonly<Ref<HTMLElement | null | undefined>>
}

/** Something one does that may be refused: what runs, and why it was not done. */
export function useDeed({ stale, form }: Refusal = {}) {
  const problem = ref<Problem | null>(null)
  /** The name of what runs; empty while nothing does. */
  const busy = ref('')
  /** Whether it was done. What is no refusal is a fault of ours and goes on. */
  async function run(deed: () => Promise<unknown>, name = 'deed'): Promise<boolean> {
    problem.value = null
    busy.value = name
    try {
      await deed()
      return true
    } catch (error) {
      if (!isApiError(error)) throw error
      problem.value = error.problem
      if (error.problem.status === 409) await stale?.()
      await nextTick()
      form?.value?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
      return false
    } finally {
      busy.value = ''
    }
  }
  return { problem, busy, run }
}
