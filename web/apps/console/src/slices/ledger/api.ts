import { ask, server, type MatterMove, type Query, type Schemas } from '@bandeng/api'
import { today } from '@bandeng/domain'
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'

export type LedgerQuery = Query<'/api/v1/matters'>
export type Column = Schemas['LedgerColumn']
export type SavedView = Schemas['SavedView']
export type NewView = Schemas['NewView']

export function useMatters(query: MaybeRefOrGetter<LedgerQuery>) {
  return useInfiniteQuery({
    queryKey: ['matters', query],
    queryFn: ({ pageParam }) => ask(server.GET('/api/v1/matters', { params: { query: { ...toValue(query), after: pageParam || undefined, limit: 50 } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}

/** How long the list is: counted up to a thousand, estimated beyond. */
export function useSize(query: MaybeRefOrGetter<LedgerQuery>) {
  return useQuery({ queryKey: ['ledger-size', query], queryFn: () => ask(server.GET('/api/v1/ledger/size', { params: { query: toValue(query) } })) })
}

export function useViews() {
  return useQuery({ queryKey: ['ledger-views'], queryFn: async () => (await ask(server.GET('/api/v1/ledger/views'))).items })
}
const at = (id: string) => ({ params: { path: { id } } })
export const createView = (body: NewView) => ask(server.POST('/api/v1/ledger/views', { body }))
export const changeView = (id: string, body: NewView) => ask(server.PUT('/api/v1/ledger/views/{id}', { ...at(id), body }))
export const deleteView = (id: string) => ask(server.DELETE('/api/v1/ledger/views/{id}', at(id)))

export const moveMany = (matters: { code: string; version: number }[], make: MatterMove) => ask(server.POST('/api/v1/ledger/moves', { body: { matters, make } }))

/** The spreadsheet, handed to the browser as a file. */
export async function takeOut(body: Schemas['ExportRequest'], name: string): Promise<void> {
  const file = (await ask(server.POST('/api/v1/ledger/exports', { body, parseAs: 'blob' }))) as unknown as Blob
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = `${name}-${today()}.xlsx`
  link.click()
  // The browser has it by then; the memory is given back.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
