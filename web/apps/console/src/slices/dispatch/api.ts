import { ask, server, type Query, type Schemas } from '@bandeng/api'
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'

export type DispatchView = Schemas['DispatchView']
export type Dispatch = Schemas['Dispatch']
export type EventReport = Schemas['EventReport']
export type EventPlan = Schemas['EventPlan']
export type HandlingRule = Schemas['HandlingRule']
export type HandlingLevel = Schemas['HandlingLevel']
/** A level as it is called; a county need not write it in English. */
export const called = (level: { zh: string; en?: string }) => ({ zh: level.zh, en: level.en || level.zh })
export type PlanView = Schemas['PlanView']
export type PlanTrial = Schemas['PlanTrial']

/** A phone that loses its answer may send the same report again: the key makes it one event. */
export const reportEvent = (report: EventReport, key: string) => ask(server.POST('/api/v1/events', { body: report, params: { header: { 'Idempotency-Key': key } } }))
export const suggestCategories = (words: string, signal: AbortSignal) => ask(server.POST('/api/v1/event-form/suggestions', { body: { words }, signal }))
export const useEventForm = () => useQuery({ queryKey: ['event-form'], queryFn: () => ask(server.GET('/api/v1/event-form')) })

const at = (code: string, n: number) => ({ path: { code, n } })
export function useDispatch(code: MaybeRefOrGetter<string>, n: MaybeRefOrGetter<number>, version: MaybeRefOrGetter<number>, enabled: () => boolean) {
  return useQuery({
    queryKey: ['dispatch', code, n, version],
    enabled,
    queryFn: () => ask(server.GET('/api/v1/matters/{code}/dispatches/{n}', { params: at(toValue(code), toValue(n)) })),
    // A new version asks again; until it comes, the old one stays in sight.
    placeholderData: (before) => before,
  })
}
export const moveDispatch = (code: string, n: number, version: number, make: Schemas['DispatchMove']) =>
  ask(server.POST('/api/v1/matters/{code}/dispatches/{n}/moves', { params: at(code, n), body: { version, make } }))
export const mediateEvent = (code: string, n: number, body: Schemas['MediationOfEvent']) => ask(server.POST('/api/v1/matters/{code}/dispatches/{n}/mediation', { params: at(code, n), body }))

export function useEventPapers(code: MaybeRefOrGetter<string>, n: MaybeRefOrGetter<number>, version: MaybeRefOrGetter<number>) {
  return useQuery({
    queryKey: ['event-papers', code, n, version],
    queryFn: () => ask(server.GET('/api/v1/matters/{code}/dispatches/{n}/papers', { params: at(toValue(code), toValue(n)) })),
    placeholderData: (before) => before,
  })
}
export function useSupervisionBoard(over: MaybeRefOrGetter<boolean>) {
  return useInfiniteQuery({
    queryKey: ['supervision-board', over],
    queryFn: ({ pageParam }) => ask(server.GET('/api/v1/supervision-board', { params: { query: { over: toValue(over), after: pageParam || undefined } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}

/** What was sent to one's unit, or, for those who file and send, the events of the area. */
export function useEvents(box: MaybeRefOrGetter<'queue' | 'all'>, asked: MaybeRefOrGetter<Query<'/api/v1/event-queue'>>) {
  return useInfiniteQuery({
    queryKey: ['events', box, asked],
    queryFn: ({ pageParam }) => {
      const query = { ...toValue(asked), after: pageParam || undefined }
      return toValue(box) === 'queue' ? ask(server.GET('/api/v1/event-queue', { params: { query } })) : ask(server.GET('/api/v1/matters', { params: { query } }))
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}

export const usePlan = () => useQuery({ queryKey: ['event-plan'], queryFn: () => ask(server.GET('/api/v1/event-plan')) })
export const savePlan = (revision: string, plan: EventPlan) => ask(server.PUT('/api/v1/event-plan/draft', { body: { revision, plan } }))
export const discardPlan = (revision: string) => ask(server.DELETE('/api/v1/event-plan/draft', { params: { query: { revision } } }))
export const tryPlan = (plan: EventPlan, after: string | null) => ask(server.POST('/api/v1/event-plan/trial', { body: { plan, after } }))
export const publishPlan = (revision: string, note: string) => ask(server.POST('/api/v1/event-plan/versions', { body: { revision, note } }))
