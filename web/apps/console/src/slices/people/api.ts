import { call, type Account, type Committee, type Organisation, type OrganisationRow, type Schemas } from '@bandeng/api'

interface Page<T> {
  items: T[]
  next?: string | null
}
const at = (id: string) => ({ path: { id } })

export const listMediators = (organisation: string) => call<{ items: { id: string; name: string }[] }>('GET', '/organisations/{id}/mediators', { params: at(organisation) })
/** Committees that can take a matter from an area, the nearest first. */
export const listCommittees = (area: string) => call<{ items: Committee[] }>('GET', '/committees', { params: { query: { area } } })

export const listAccounts = (query: { q?: string; state?: string; after?: string }) => call<Page<Account>>('GET', '/accounts', { params: { query } })
export const createAccount = (body: { login: string; name: string }) => call<Account & { one_time_password: string }>('POST', '/accounts', { body })
export const renameAccount = (id: string, version: number, name: string) => call<Account>('PUT', '/accounts/{id}', { params: at(id), body: { version, name } })
export const setAccountState = (id: string, version: number, state: Account['state']) => call<Account>('PUT', '/accounts/{id}/state', { params: at(id), body: { version, state } })
export const resetPassword = (id: string) => call<{ one_time_password: string }>('POST', '/accounts/{id}/password-reset', { params: at(id) })
export const addPost = (id: string, body: { role: string; organisation: string; until_on: string | null }) => call<unknown>('POST', '/accounts/{id}/posts', { params: at(id), body })
export const endPost = (id: string, post: string) => call<void>('DELETE', '/accounts/{id}/posts/{post}', { params: { path: { id, post } } })

export interface OrganisationDetails {
  name: string
  area: string
  parent: string | null
  multi_ethnic: boolean
  term_began_on: string | null
}
export const listOrganisations = (query: { q?: string; kind?: string; area?: string; active?: boolean; after?: string }) => call<Page<OrganisationRow>>('GET', '/organisations', { params: { query } })
export const readOrganisation = (id: string) => call<Organisation>('GET', '/organisations/{id}', { params: at(id) })
export const createOrganisation = (body: OrganisationDetails & { kind: Schemas['OrganisationKind'] }) => call<Organisation>('POST', '/organisations', { body })
export const updateOrganisation = (id: string, version: number, details: OrganisationDetails) => call<Organisation>('PUT', '/organisations/{id}', { params: at(id), body: { version, ...details } })
export const setOrganisationActive = (id: string, version: number, active: boolean) => call<Organisation>('PUT', '/organisations/{id}/state', { params: at(id), body: { version, active } })
export const saveMembers = (id: string, version: number, members: Organisation['members']) => call<Organisation>('PUT', '/organisations/{id}/members', { params: at(id), body: { version, members } })
