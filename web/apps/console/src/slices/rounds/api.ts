import { ask, server, type Schemas } from '@bandeng/api'
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'

export type RoundView = Schemas['RoundView']
export type StopView = Schemas['StopView']

export function useRounds() {
  return useInfiniteQuery({
    queryKey: ['rounds'],
    queryFn: ({ pageParam }) => ask(server.GET('/api/v1/rounds', { params: { query: { after: pageParam || undefined } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}
export function useRound(id: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: ['round', id], queryFn: () => ask(server.GET('/api/v1/rounds/{id}', { params: { path: { id: toValue(id) } } })) })
}
export function useCoverage(area: MaybeRefOrGetter<string>, from: MaybeRefOrGetter<string>, until: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: ['coverage', area, from, until], enabled: () => !!toValue(area), queryFn: () => ask(server.GET('/api/v1/rounds/coverage', { params: { query: { area: toValue(area), from: toValue(from), until: toValue(until) } } })) })
}
export const planRound = (body: Schemas['NewRound']) => ask(server.POST('/api/v1/rounds', { body }))
export const recordStop = (id: string, n: number, body: Schemas['StopRecord']) => ask(server.PUT('/api/v1/rounds/{id}/stops/{n}', { params: { path: { id, n } }, body }))
export const registerStop = (id: string, n: number, body: Schemas['StopMatter']) => ask(server.POST('/api/v1/rounds/{id}/stops/{n}/matter', { params: { path: { id, n } }, body }))
export const closeRound = (id: string) => ask(server.POST('/api/v1/rounds/{id}/close', { params: { path: { id } } }))
