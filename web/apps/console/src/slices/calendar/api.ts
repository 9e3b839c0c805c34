import { ask, server, type Schemas } from '@bandeng/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type Draft = Schemas['CalendarDraft']
export type Rows = Schemas['CalendarRows']
export type Notice = Schemas['Notice']

export function useCalendar() {
  return useQuery({ queryKey: ['calendar'], queryFn: () => ask(server.GET('/api/v1/calendar')) })
}
export function useDraft(year: Ref<number>, enabled: Ref<boolean>) {
  return useQuery({
    queryKey: computed(() => ['calendar-draft', year.value]),
    queryFn: () => ask(server.GET('/api/v1/calendar/{year}/draft', { params: { path: { year: year.value } } })),
    enabled,
  })
}
export const saveDraft = (year: number, body: Rows) => ask(server.PUT('/api/v1/calendar/{year}/draft', { params: { path: { year } }, body }))
export const discardDraft = (year: number, revision: string) => ask(server.DELETE('/api/v1/calendar/{year}/draft', { params: { path: { year }, query: { revision } } }))
export const publish = (year: number, revision: string, note: string) => ask(server.POST('/api/v1/calendar/{year}/versions', { params: { path: { year } }, body: { revision, note } }))
