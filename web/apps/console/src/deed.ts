import { isApiError, type Problem } from '@bandeng/api'
import { ref } from 'vue'

/** Something one does that may be refused: what runs, and why it was not done. */
export function useDeed() {
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
      return false
    } finally {
      busy.value = ''
    }
  }
  return { problem, busy, run }
}
