import { ask, server } from '@bandeng/api'

export const listAccesses = (query: { matter?: string; from?: string; to?: string; after?: string }) => ask(server.GET('/api/v1/audit/accesses', { params: { query } }))
export const listRegistryEvents = (query: { after?: string }) => ask(server.GET('/api/v1/audit/registry-events', { params: { query } }))
