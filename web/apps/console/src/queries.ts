import { isApiError } from '@bandeng/api'
import { QueryClient } from '@tanstack/vue-query'

/** A refusal is an answer: only what may pass by itself (network, 5xx) is asked again, once. */
function worthAnotherTry(failures: number, error: unknown): boolean {
  if (failures > 0) return false
  return !isApiError(error) || error.offline || error.problem.status >= 500
}

export const queryClient = new QueryClient({
  defaultOptions: {
    // The network mode is ours to judge: a local server is reachable while the browser says "offline".
    queries: { staleTime: 10_000, retry: worthAnotherTry, retryDelay: 600, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
})
