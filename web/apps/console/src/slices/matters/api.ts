import { call, type Duplicate, type Intake, type MatterRow, type MatterView, type Page } from '@bandeng/api'
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'

export interface MatterFilter {
  q?: string
  state?: string
  area?: string
  kind?: string
  due?: string
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

export function useMatter(code: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['matter', code],
    queryFn: () => call<MatterView>('GET', '/matters/{code}', { params: { path: { code: toValue(code) } } }),
  })
}

/** The key makes a second press of the button, or a retry after a lost answer, the same registration. */
export const register = (intake: Intake, key: string) =>
  call<{ code: string }>('POST', '/matters', { body: intake, params: { header: { 'Idempotency-Key': key } } })

export const checkDuplicates = (intake: Intake, signal: AbortSignal) =>
  call<{ items: Duplicate[] }>('POST', '/duplicate-check', {
    body: {
      area: intake.area || null,
      place: intake.place || null,
      narrative: intake.narrative || null,
      title: intake.title || null,
      parties: intake.parties.map(({ name, phone }) => ({ name, phone })),
    },
    signal,
  })

export const saveDraft = (id: string, intake: Intake) =>
  call<void>('PUT', '/drafts/{id}', { params: { path: { id } }, body: { kind: 'intake', content: intake } })

export const dropDraft = (id: string) => call<void>('DELETE', '/drafts/{id}', { params: { path: { id } } })

/** Moves of the matter itself: close, archive, reopen, return, seal. */
export const moveMatter = (code: string, body: Record<string, unknown>) =>
  call<MatterView>('POST', '/matters/{code}/moves', { params: { path: { code } }, body })

export const reportUrgently = (code: string, body: Record<string, unknown>) =>
  call<void>('POST', '/matters/{code}/reports', { params: { path: { code } }, body })
