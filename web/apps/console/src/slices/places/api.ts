import { ask, server, type Schemas } from '@bandeng/api'
import { useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'

export const searchAreas = (q: string, within?: string) => ask(server.GET('/api/v1/areas', { params: { query: { q, within } } }))
export const listAreas = (parent: string) => ask(server.GET('/api/v1/areas', { params: { query: { parent: parent || undefined } } }))
export const endArea = (code: string, successor: string | null) => ask(server.POST('/api/v1/areas/{code}/end', { params: { path: { code } }, body: { successor } }))
export const readArea = (code: string) => ask(server.GET('/api/v1/areas/{code}', { params: { path: { code } } }))

export type Datum = Schemas['Datum']
export function useBoundaries(area: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: ['boundaries', area], staleTime: 600_000, queryFn: () => ask(server.GET('/api/v1/boundaries', { params: { query: { area: toValue(area) } } })) })
}
/** The file as it is: GeoJSON, read by the server alone. */
export const importBoundaries = (datum: Datum, source: string, text: string) =>
  ask(server.POST('/api/v1/boundaries', { params: { query: { datum, source } }, body: text, bodySerializer: (body: string) => body, headers: { 'Content-Type': 'application/geo+json' } }))
