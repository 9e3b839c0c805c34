import { ask, server } from '@bandeng/api'
import { useQuery } from '@tanstack/vue-query'

export function useToday() {
  return useQuery({
    queryKey: ['today'],
    queryFn: () => ask(server.GET('/api/v1/today')),
    // The queue moves while the page is open.
    refetchInterval: 60_000,
  })
}

export const setReminderSeen = (id: string) => ask(server.POST('/api/v1/reminders/{id}/seen', { params: { path: { id } } }))
