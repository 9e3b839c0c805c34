import { call, type Access, type Page, type TimelineEvent } from '@bandeng/api'

export const listAccesses = (query: { actor?: string; after?: string }) => call<Page<Access>>('GET', '/audit/accesses', { params: { query } })
export const listRegistryEvents = (query: { after?: string }) => call<Page<TimelineEvent>>('GET', '/audit/registry-events', { params: { query } })
