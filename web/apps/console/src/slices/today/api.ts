import { call, type Today } from '@bandeng/api'
import { useQuery } from '@tanstack/vue-query'

export function useToday() {
  return useQuery({
    queryKey: ['today'],
    queryFn: () => call<Today>('GET', '/today'),
    // The queue moves while the page is open.
    refetchInterval: 60_000,
  })
}
