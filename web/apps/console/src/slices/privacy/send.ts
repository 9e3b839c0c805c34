import { isApiError, type Problem } from '@bandeng/api'
import { ref } from 'vue'

/** Sends something from a sheet: busy meanwhile, and the refusal kept for beside the form. Whether it was taken. */
export function useSending() {
  const busy = ref(false)
  const problem = ref<Problem | null>(null)
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    problem.value = null
    try {
      await work()
      return true
    } catch (error) {
      if (!isApiError(error)) throw error
      problem.value = error.problem
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, attempt }
}
