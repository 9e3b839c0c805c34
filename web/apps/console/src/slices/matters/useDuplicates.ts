import type { Duplicate, Intake } from '@bandeng/api'
import { onUnmounted, ref, watch } from 'vue'
import { checkDuplicates } from './api'

/** Asks while one types, but not at every key: the check is counted and logged on the server. */
export function useDuplicates(intake: Intake) {
  const found = ref<Duplicate[]>([])
  let timer: number | undefined
  let running: AbortController | undefined

  const worthAsking = () => intake.parties.some((party) => party.phone.replace(/\D/g, '').length >= 7) || intake.narrative.length >= 20
  watch(
    () => [intake.area, intake.narrative, ...intake.parties.map((party) => party.phone)],
    () => {
      window.clearTimeout(timer)
      timer = window.setTimeout(async () => {
        running?.abort()
        if (!worthAsking()) {
          found.value = []
          return
        }
        running = new AbortController()
        // A check that fails must not stop anybody from registering.
        await checkDuplicates(intake, running.signal).then(({ items }) => (found.value = items), () => undefined)
      }, 900)
    },
    { immediate: true },
  )
  onUnmounted(() => {
    window.clearTimeout(timer)
    running?.abort()
  })
  return found
}
