import { call, type Account, type Organisation, type Page } from '@bandeng/api'

export const listMediators = (organisation: string) => call<{ items: Pick<Account, 'id' | 'name'>[] }>('GET', '/organisations/{id}/mediators', { params: { path: { id: organisation } } })

export const listAccounts = (query: { q?: string; after?: string }) => call<Page<Account>>('GET', '/accounts', { params: { query } })
export const createAccount = (body: { login: string; name: string }) => call<Account & { one_time_password: string }>('POST', '/accounts', { body })
export const setAccountState = (id: string, version: number, state: string) => call<void>('PUT', '/accounts/{id}/state', { params: { path: { id } }, body: { version, state } })
export const resetPassword = (id: string) => call<{ one_time_password: string }>('POST', '/accounts/{id}/password-reset', { params: { path: { id } } })
export const addPost = (id: string, body: { role: string; organisation: string }) => call<void>('POST', '/accounts/{id}/posts', { params: { path: { id } }, body })
export const endPost = (id: string, post: string) => call<void>('DELETE', '/accounts/{id}/posts/{post}', { params: { path: { id, post } } })

export const listOrganisations = (query: { q?: string; kind?: string; area?: string; after?: string }) => call<Page<Organisation>>('GET', '/organisations', { params: { query } })
export const readOrganisation = (id: string) => call<Organisation>('GET', '/organisations/{id}', { params: { path: { id } } })
export const createOrganisation = (body: { name: string; kind: string; area: string; term_ends_on: string | null }) => call<Organisation>('POST', '/organisations', { body })
export const saveMembers = (id: string, version: number, members: Organisation['members']) => call<void>('PUT', '/organisations/{id}/members', { params: { path: { id } }, body: { version, members } })
