import { ask, server } from '@bandeng/api'

export const listAccesses = (query: { matter?: string; from?: string; to?: string; after?: string }) => ask(server.GET('/api/v1/audit/accesses', { params: { query } }))
export const listRegistryEvents = (query: { after?: string }) => ask(server.GET('/api/v1/audit/registry-events', { params: { query } }))
export const listUnusual = (query: { after?: string }) => ask(server.GET('/api/v1/audit/unusual', { params: { query } }))
export const lookInto = (id: string, finding: string) => ask(server.POST('/api/v1/audit/unusual/{id}', { params: { path: { id } }, body: { finding } }))
export const listSeals = (query: { after?: string }) => ask(server.GET('/api/v1/audit/seals', { params: { query } }))
