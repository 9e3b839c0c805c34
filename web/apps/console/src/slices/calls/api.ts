import { ask, server, type Schemas } from '@bandeng/api'
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'

export type CallView = Schemas['CallView']
export type CallMove = Schemas['CallMove']
export type NewCaller = Schemas['NewCaller']
export type CallerView = Schemas['CallerView']
export type LiveBoard = Schemas['LiveBoard']

export const moveCall = (id: string, make: CallMove) => ask(server.POST('/api/v1/calls/{id}/moves', { params: { path: { id } }, body: { make } }))
/** Calls that are not over, for who may be rung or watches an area. */
export function useOpenCalls(asks: MaybeRefOrGetter<boolean>) {
  return useQuery({ queryKey: ['open-calls'], refetchInterval: 15_000, enabled: asks, queryFn: async () => (await ask(server.GET('/api/v1/calls', { params: { query: { open: true } } }))).items })
}
export function useLiveBoard(area: MaybeRefOrGetter<string | undefined>) {
  return useQuery({ queryKey: ['board', area], refetchInterval: 30_000, queryFn: () => ask(server.GET('/api/v1/board', { params: { query: { area: toValue(area) } } })) })
}
export function useCallers(ending: MaybeRefOrGetter<boolean>) {
  return useInfiniteQuery({
    queryKey: ['callers', ending],
    queryFn: ({ pageParam }) => ask(server.GET('/api/v1/callers', { params: { query: { ending: toValue(ending), after: pageParam || undefined } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}
export const enrolCaller = (body: NewCaller) => ask(server.POST('/api/v1/callers', { body }))
export const giveLink = (id: string) => ask(server.POST('/api/v1/callers/{id}/link', { params: { path: { id } } }))
export const renewCaller = (id: string) => ask(server.POST('/api/v1/callers/{id}/renew', { params: { path: { id } }, body: { agreed: true } }))
export const removeCaller = (id: string) => ask(server.DELETE('/api/v1/callers/{id}', { params: { path: { id } } }))
export function useDoors() {
  return useInfiniteQuery({
    queryKey: ['call-doors'],
    queryFn: ({ pageParam }) => ask(server.GET('/api/v1/call-doors', { params: { query: { after: pageParam || undefined } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}
export const openDoor = (body: Schemas['NewDoor']) => ask(server.POST('/api/v1/call-doors', { body }))
export const closeDoor = (id: string) => ask(server.DELETE('/api/v1/call-doors/{id}', { params: { path: { id } } }))
