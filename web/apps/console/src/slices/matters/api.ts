import { call, type Duplicate, type Intake, type MatterRow, type MatterView, type Page, type Party, type TimelineEvent, type Written } from '@bandeng/api'
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { readMediation } from '@/slices/mediation/api'

export interface MatterFilter {
  q?: string
  state?: string
  stage?: string
  area?: string
  kind?: string
  due_until?: string
  sort?: string
}

export function useMatters(filter: MaybeRefOrGetter<MatterFilter>) {
  return useInfiniteQuery({
    queryKey: ['matters', filter],
    queryFn: ({ pageParam }) =>
      call<Page<MatterRow>>('GET', '/matters', { params: { query: { ...toValue(filter), after: pageParam || undefined, limit: 50 } } }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}

const at = (code: string) => ({ params: { path: { code } } })
export const readMatter = (code: string) => call<MatterView>('GET', '/matters/{code}', at(code))

/** The matter with its mediations, read together so that the page never shows the one without the other. */
export function useMatter(code: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['matter', code],
    queryFn: async () => {
      const matter = await readMatter(toValue(code))
      const mediations = await Promise.all(matter.proceedings.filter((one) => one.kind === 'mediation').map((one) => readMediation(matter.code, one.n)))
      return { matter, mediations }
    },
  })
}

export function useTimeline(code: MaybeRefOrGetter<string>, version: MaybeRefOrGetter<number>) {
  return useInfiniteQuery({
    queryKey: ['timeline', code, version],
    queryFn: ({ pageParam }) =>
      call<{ items: TimelineEvent[]; next?: number | null }>('GET', '/matters/{code}/timeline', { params: { path: { code: toValue(code) }, query: { before: pageParam ?? undefined } } }),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next ?? undefined,
    // A new version asks for the story again; until it comes, the old one stays in sight.
    placeholderData: (before) => before,
  })
}

/** The key makes a second press of the button, or a retry after a lost answer, the same registration. */
export const register = (intake: Intake, key: string) =>
  call<{ code: string }>('POST', '/matters', { body: intake, params: { header: { 'Idempotency-Key': key } } })

export const checkDuplicates = (intake: Intake, signal: AbortSignal) =>
  call<{ items: Duplicate[] }>('POST', '/duplicate-check', {
    body: {
      area: intake.area || null,
      place: intake.place,
      narrative: intake.narrative,
      phones: intake.parties.map((party) => party.phone).filter(Boolean),
      names: intake.parties.map((party) => party.name).filter(Boolean),
    },
    signal,
  })

export const saveDraft = (id: string, intake: Intake) =>
  call<void>('PUT', '/drafts/{id}', { params: { path: { id } }, body: { kind: 'intake', content: intake } })

export const dropDraft = (id: string) => call<void>('DELETE', '/drafts/{id}', { params: { path: { id } } })

export const moveMatter = (code: string, version: number, make: { move: string } & Record<string, unknown>) =>
  call<Written>('POST', '/matters/{code}/moves', { ...at(code), body: { version, make } })
export const seal = (code: string, version: number, reason: string) => call<Written>('POST', '/matters/{code}/seal', { ...at(code), body: { version, reason } })
export const unseal = (code: string, version: number, reason: string) => call<Written>('POST', '/matters/{code}/unseal', { ...at(code), body: { version, reason } })
export const reportUrgently = (code: string, body: Record<string, unknown>) => call<{ no: number }>('POST', '/matters/{code}/urgent-reports', { ...at(code), body })
export const followUp = (code: string, body: Record<string, unknown>) => call<Written>('POST', '/matters/{code}/follow-ups', { ...at(code), body })

export const amendParty = (code: string, n: number, version: number, party: Party) =>
  call<Written>('PUT', '/matters/{code}/parties/{n}', { params: { path: { code, n } }, body: { version, party } })
export const addParty = (code: string, version: number, party: Party) => call<Written>('POST', '/matters/{code}/parties', { ...at(code), body: { version, party } })

/** A telephone in full: the reason given is an event on the matter. */
export const showPhone = (code: string, n: number, reason: string) =>
  call<{ phone: string }>('POST', '/matters/{code}/parties/{n}/phone', { params: { path: { code, n } }, body: { reason } })
