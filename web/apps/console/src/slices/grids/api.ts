import { ask, server, type Schemas } from '@bandeng/api'
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'

export type GridLine = Schemas['GridLine']
export type GridView = Schemas['GridView']
export type GridBorder = Schemas['GridBorder']
export type MapView = Schemas['MapView']
export type Datum = Schemas['Datum']
export type Shift = Schemas['Shift']

export function useGrids(area: MaybeRefOrGetter<string>) {
  return useInfiniteQuery({
    queryKey: ['grids', area],
    enabled: () => !!toValue(area),
    queryFn: ({ pageParam }) => ask(server.GET('/api/v1/grids', { params: { query: { area: toValue(area), after: pageParam || undefined } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}
export function useGrid(code: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: ['grid', code], queryFn: () => ask(server.GET('/api/v1/grids/{code}', { params: { path: { code: toValue(code) } } })) })
}
/** How maps are drawn here: with tiles of the site, or without any. */
export function useMap() {
  return useQuery({ queryKey: ['map'], staleTime: Infinity, queryFn: () => ask(server.GET('/api/v1/map')) })
}
export function useGridBorders(area: MaybeRefOrGetter<string>, datum: MaybeRefOrGetter<Datum | undefined>, on?: MaybeRefOrGetter<string | undefined>) {
  return useQuery({
    queryKey: ['grid-borders', area, datum, on],
    enabled: () => !!toValue(area) && !!toValue(datum),
    queryFn: () => ask(server.GET('/api/v1/grids/borders', { params: { query: { area: toValue(area), datum: toValue(datum)!, on: toValue(on) || undefined } } })),
  })
}
export function useCandidates(area: MaybeRefOrGetter<string>, wanted: MaybeRefOrGetter<boolean>) {
  return useQuery({ queryKey: ['grid-candidates', area], enabled: () => toValue(wanted), queryFn: () => ask(server.GET('/api/v1/grids/candidates', { params: { query: { area: toValue(area) } } })) })
}
/** Which grid a place lies in, and where a map shows it; neither the place nor who asked is kept. */
export const findGrid = (at: Schemas['Coordinate'], datum: Datum) => ask(server.POST('/api/v1/grids/find', { body: { at, show_in: datum } }))
export const openGrid = (body: Schemas['NewGrid']) => ask(server.POST('/api/v1/grids', { body }))
export const changeGrid = (code: string, body: Schemas['GridChange']) => ask(server.PUT('/api/v1/grids/{code}', { params: { path: { code } }, body }))
export const endGrid = (code: string, version: number) => ask(server.POST('/api/v1/grids/{code}/end', { params: { path: { code } }, body: { version } }))
export const setWorkers = (code: string, body: Schemas['GridWorkers']) => ask(server.PUT('/api/v1/grids/{code}/workers', { params: { path: { code } }, body }))
export const drawBorder = (code: string, body: Schemas['NewBorder']) => ask(server.PUT('/api/v1/grids/{code}/border', { params: { path: { code } }, body }))
export const setLeave = (account: string, leave: Schemas['NewLeave'][]) => ask(server.PUT('/api/v1/grids/leave/{account}', { params: { path: { account } }, body: { leave } }))
/** The file as it is: GeoJSON, read by the server alone. */
export const importBorders = (datum: Datum, source: string, text: string) =>
  ask(server.POST('/api/v1/grids/borders', { params: { query: { datum, source } }, body: text, bodySerializer: (body: string) => body, headers: { 'Content-Type': 'application/geo+json' } }))
