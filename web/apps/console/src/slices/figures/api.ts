import { ask, server, type Query, type Schemas } from '@bandeng/api'
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

export type FigureBoard = Schemas['FigureBoard']
export type CountLine = Schemas['CountLine']
export type StatutoryTable = Schemas['StatutoryTable']
export type OpenQuery = Query<'/api/v1/figures/matters'>
export type Where = { area?: string; period: string }

const asked = (query: MaybeRefOrGetter<Where>) => ({ params: { query: toValue(query) } })

export function useBoard(query: MaybeRefOrGetter<Where>, enabled: MaybeRefOrGetter<boolean> = true) {
  return useQuery({ queryKey: ['figures', query], enabled, placeholderData: (before) => before, queryFn: () => ask(server.GET('/api/v1/figures', asked(query))) })
}
export function useStatutory(query: MaybeRefOrGetter<Where>) {
  return useQuery({ queryKey: ['figures-statutory', query], placeholderData: (before) => before, queryFn: () => ask(server.GET('/api/v1/figures/statutory', asked(query))) })
}
export function useBodies(query: MaybeRefOrGetter<Where>, enabled: MaybeRefOrGetter<boolean>) {
  return useQuery({ queryKey: ['figures-bodies', query], enabled, queryFn: () => ask(server.GET('/api/v1/figures/organisations', asked(query))) })
}
export function useOdd(query: MaybeRefOrGetter<Where>, enabled: MaybeRefOrGetter<boolean>) {
  return useQuery({ queryKey: ['figures-odd', query], enabled, queryFn: () => ask(server.GET('/api/v1/figures/patterns', asked(query))) })
}
export function useOwn(period: MaybeRefOrGetter<string>, enabled: MaybeRefOrGetter<boolean>) {
  return useQuery({ queryKey: ['figures-own', period], enabled, queryFn: () => ask(server.GET('/api/v1/figures/own', { params: { query: { period: toValue(period) } } })) })
}
export function useStaffing(query: MaybeRefOrGetter<{ area?: string; on?: string }>) {
  return useQuery({ queryKey: ['figures-staffing', query], placeholderData: (before) => before, queryFn: () => ask(server.GET('/api/v1/figures/staffing', { params: { query: toValue(query) } })) })
}
export function usePopulations(query: MaybeRefOrGetter<{ area?: string; year: number }>) {
  return useQuery({ queryKey: ['populations', query], queryFn: () => ask(server.GET('/api/v1/figures/populations', { params: { query: toValue(query) } })) })
}
export const recordPopulation = (body: Schemas['PopulationEntry']) => ask(server.PUT('/api/v1/figures/populations', { body }))
export const readBriefing = (query: Where) => ask(server.GET('/api/v1/figures/briefings', asked(query)))
export function useBriefing(query: MaybeRefOrGetter<Where>, enabled: MaybeRefOrGetter<boolean>) {
  return useQuery({ queryKey: ['briefing', query], enabled, queryFn: () => readBriefing(toValue(query)) })
}
export function useMeasures() {
  return useQuery({ queryKey: ['figures-measures'], staleTime: Infinity, queryFn: () => ask(server.GET('/api/v1/figures/measures')) })
}
export function usePublic() {
  return useQuery({ queryKey: ['figures-public'], queryFn: async () => (await ask(server.GET('/api/v1/public/figures'))).items })
}

/** The matters a number is made of, page by page. */
export function useOpened(query: MaybeRefOrGetter<OpenQuery>) {
  return useInfiniteQuery({
    queryKey: ['figures-opened', query],
    queryFn: ({ pageParam }) => ask(server.GET('/api/v1/figures/matters', { params: { query: { ...toValue(query), after: pageParam || undefined } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    enabled: computed(() => !!toValue(query).measure),
  })
}

export const lockPeriod = (body: Schemas['LockRequest']) => ask(server.POST('/api/v1/figures/locks', { body }))
export const restatePeriod = (body: Schemas['RestateRequest']) => ask(server.POST('/api/v1/figures/restatements', { body }))
export const publishFigures = (body: Schemas['LockRequest']) => ask(server.POST('/api/v1/figures/publications', { body }))

/** A file, handed to the browser. */
function hand(file: Blob, name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // The browser has it by then; the memory is given back.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
export async function takeTable(query: Where, language: 'zh' | 'en', name: string) {
  hand((await ask(server.GET('/api/v1/figures/statutory-sheet', { params: { query: { ...query, language } }, parseAs: 'blob' }))) as unknown as Blob, `${name}.xlsx`)
}
export async function takeStaffing(query: { area?: string; on?: string }, language: 'zh' | 'en', name: string) {
  hand((await ask(server.GET('/api/v1/figures/staffing-sheet', { params: { query: { ...query, language } }, parseAs: 'blob' }))) as unknown as Blob, `${name}.xlsx`)
}
export async function takeBriefing(body: Schemas['BriefingRequest'], name: string) {
  hand((await ask(server.POST('/api/v1/figures/briefings', { body, parseAs: 'blob' }))) as unknown as Blob, `${name}.${body.docx ? 'docx' : 'pdf'}`)
}
