import { ask, send, server, type Schemas } from '@bandeng/api'
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'
import type { Language } from '@bandeng/domain'

export type ImportView = Schemas['ImportView']
export type ImportField = Schemas['ImportField']
export type ImportRow = Schemas['RowView']
export type RowState = Schemas['ImportRowState']

const at = (id: string) => ({ path: { id } })
const busy = (one?: ImportView) => one?.state === 'reading' || one?.state === 'committing'

export function useImports() {
  return useQuery({ queryKey: ['imports'], queryFn: async () => (await ask(server.GET('/api/v1/ledger/imports'))).items })
}

/** An import; while the server works on it, it is asked again every second. */
export function useImport(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['import', id],
    queryFn: () => ask(server.GET('/api/v1/ledger/imports/{id}', { params: at(toValue(id)) })),
    enabled: () => !!toValue(id),
    refetchInterval: (query) => (busy(query.state.data) ? 1_000 : false),
  })
}

export function useImportRows(id: MaybeRefOrGetter<string>, only: MaybeRefOrGetter<RowState>) {
  return useInfiniteQuery({
    queryKey: ['import-rows', id, only],
    queryFn: ({ pageParam }) => ask(server.GET('/api/v1/ledger/imports/{id}/rows', { params: { ...at(toValue(id)), query: { only: toValue(only), after: pageParam, limit: 50 } } })),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next ?? undefined,
    enabled: () => !!toValue(id),
  })
}

export function bring(file: File, onProgress: (part: number) => void) {
  const form = new FormData()
  form.append('file', file)
  return send<ImportView>('/ledger/imports', form, onProgress)
}
export const mendRow = (id: string, n: number, cells: Record<string, string>) =>
  ask(server.PUT('/api/v1/ledger/imports/{id}/rows/{n}', { params: { path: { id, n } }, body: { cells } }))
export const commitImport = (id: string) => ask(server.POST('/api/v1/ledger/imports/{id}/commit', { params: at(id) }))

export const templateAddress = (language: Language) => `/api/v1/ledger/imports/template?language=${language}`
export const refusedAddress = (id: string, language: Language) => `/api/v1/ledger/imports/${id}/refused.xlsx?language=${language}`
