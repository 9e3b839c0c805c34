import type { Problem } from '@bandeng/api'
import { ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { asRefused } from './server'

/** Something one does that may be refused: whether it runs, why it was not done, and doing it again. */
export function useDeed() {
  const route = useRoute()
  const router = useRouter()
  const busy = ref(false)
  const problem = ref<Problem | null>(null)
  let last: (() => Promise<unknown>) | undefined

  /** Whether it was done. One at a time: a second tap waits for the first. Where the door is shut, one comes in first. */
  async function run(deed: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    last = deed
    try {
      await deed()
      return true
    } catch (error) {
      const refused = asRefused(error)
      problem.value = refused.problem
      if (refused.shut) await router.replace({ path: '/in', query: { to: route.fullPath } })
      return false
    } finally {
      busy.value = false
    }
  }
  /** The same once more, after a lost connection. What follows a deed is not in it: there the whole is asked for anew. */
  const again = () => void (last && run(last))
  return { busy, problem, run, again }
}
