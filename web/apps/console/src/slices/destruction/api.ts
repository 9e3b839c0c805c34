import { ask, server } from '@bandeng/api'

const of = (id: string) => ({ path: { id } })
export const listOver = (query: { after?: string }) => ask(server.GET('/api/v1/destruction/over', { params: { query } }))
export const listDestructions = (query: { after?: string }) => ask(server.GET('/api/v1/destruction/lists', { params: { query } }))
export const drawUp = () => ask(server.POST('/api/v1/destruction/lists'))
export const readDestruction = (id: string) => ask(server.GET('/api/v1/destruction/lists/{id}', { params: of(id) }))
export const keepFile = (id: string, n: number, because: string | null) => ask(server.PUT('/api/v1/destruction/lists/{id}/files/{n}', { params: { path: { id, n } }, body: { because } }))
/** `going`: the files one has seen go. */
export const confirmDestruction = (id: string, going: number[]) => ask(server.POST('/api/v1/destruction/lists/{id}/confirmation', { params: of(id), body: { going } }))
export const dropDestruction = (id: string) => ask(server.DELETE('/api/v1/destruction/lists/{id}', { params: of(id) }))
