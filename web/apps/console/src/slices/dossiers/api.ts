import { ask, server, type Schemas } from '@bandeng/api'
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

export type DossierView = Schemas['DossierView']
export type ContentsLine = Schemas['ContentsLine']
export type PaperTruth = Schemas['PaperTruth']

/** While a file is being bound, it is asked again every second. */
export function useDossier(code: MaybeRefOrGetter<string>, n: MaybeRefOrGetter<number>, enabled: MaybeRefOrGetter<boolean>) {
  return useQuery({
    queryKey: ['dossier', code, n],
    enabled,
    queryFn: () => ask(server.GET('/api/v1/matters/{code}/mediations/{n}/dossier', { params: { path: { code: toValue(code), n: toValue(n) } } })),
    refetchInterval: ({ state }) => (state.data?.binding && !state.data.binding.fault ? 1_000 : false),
  })
}
export const bindDossier = (code: string, n: number) => ask(server.POST('/api/v1/matters/{code}/mediations/{n}/dossier', { params: { path: { code, n } } }))
export const shareDossier = (code: string, n: number, version: number, host: string | null) => ask(server.PUT('/api/v1/matters/{code}/mediations/{n}/host', { params: { path: { code, n } }, body: { version, host } }))

/** The archived files of a register in a year, page by page. */
export function useArchived(register: MaybeRefOrGetter<string>, year: MaybeRefOrGetter<number>) {
  return useInfiniteQuery({
    queryKey: ['archived', register, year],
    enabled: computed(() => !!toValue(register)),
    queryFn: ({ pageParam }) => ask(server.GET('/api/v1/dossiers', { params: { query: { register: toValue(register), year: toValue(year), after: pageParam || undefined } } })),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next ?? undefined,
  })
}
export const transferList = (register: string, year: number, format: 'pdf' | 'xlsx', language: 'zh' | 'en') => `/api/v1/dossiers/transfer-list?register=${register}&year=${year}&format=${format}&language=${language}`

/** For anybody who has a paper in hand. */
export const checkMark = (mark: string) => ask(server.GET('/api/v1/public/papers/{mark}', { params: { path: { mark } } }))

/** The file stays in the browser: its hash alone is asked about. */
export async function checkFile(file: Blob): Promise<PaperTruth> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return ask(server.GET('/api/v1/public/paper-files/{sha256}', { params: { path: { sha256 } } }))
}
