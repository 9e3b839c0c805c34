import { ask, server } from '@bandeng/api'

export const searchAreas = (q: string, within?: string) => ask(server.GET('/api/v1/areas', { params: { query: { q, within } } }))
export const listAreas = (parent: string) => ask(server.GET('/api/v1/areas', { params: { query: { parent: parent || undefined } } }))
export const endArea = (code: string, successor: string | null) => ask(server.POST('/api/v1/areas/{code}/end', { params: { path: { code } }, body: { successor } }))
export const readArea = (code: string) => ask(server.GET('/api/v1/areas/{code}', { params: { path: { code } } }))
