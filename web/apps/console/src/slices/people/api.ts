import { ask, server, type Account, type Member, type Schemas } from '@bandeng/api'

const at = (id: string) => ({ path: { id } })

export const listMediators = (organisation: string) => ask(server.GET('/api/v1/organisations/{id}/mediators', { params: at(organisation) }))
/** Committees that can take a matter from an area, the nearest first. */
export const listCommittees = (area: string) => ask(server.GET('/api/v1/committees', { params: { query: { area } } }))

export const listAccounts = (query: { q?: string; after?: string }) => ask(server.GET('/api/v1/accounts', { params: { query } }))
export const createAccount = (body: Schemas['NewAccount']) => ask(server.POST('/api/v1/accounts', { body }))
export const renameAccount = (id: string, version: number, name: string) => ask(server.PUT('/api/v1/accounts/{id}', { params: at(id), body: { version, name } }))
export const setAccountState = (id: string, version: number, state: Account['state']) => ask(server.PUT('/api/v1/accounts/{id}/state', { params: at(id), body: { version, state } }))
export const resetPassword = (id: string) => ask(server.POST('/api/v1/accounts/{id}/password-reset', { params: at(id) }))
export const resetFactors = (id: string, reason: string) => ask(server.POST('/api/v1/accounts/{id}/factor-reset', { params: at(id), body: { reason } }))
export const addPost = (id: string, body: Schemas['PostRequest']) => ask(server.POST('/api/v1/accounts/{id}/posts', { params: at(id), body }))
export const endPost = (id: string, post: string) => ask(server.DELETE('/api/v1/accounts/{id}/posts/{post}', { params: { path: { id, post } } }))

/** What the form asks; all of it is there, be it empty. */
export interface OrganisationDetails {
  name: string
  area: string
  parent: string | null
  multi_ethnic: boolean
  term_began_on: string | null
  number_word: string
  phone: string
}
export type OrganisationKind = Schemas['OrganisationKind']
export const listOrganisations = (query: { q?: string; kind?: OrganisationKind; after?: string }) => ask(server.GET('/api/v1/organisations', { params: { query } }))
export const readOrganisation = (id: string) => ask(server.GET('/api/v1/organisations/{id}', { params: at(id) }))
export const createOrganisation = (kind: OrganisationKind, details: OrganisationDetails) => ask(server.POST('/api/v1/organisations', { body: { kind, ...details } }))
export const updateOrganisation = (id: string, version: number, details: OrganisationDetails) => ask(server.PUT('/api/v1/organisations/{id}', { params: at(id), body: { version, ...details } }))
export const setOrganisationActive = (id: string, version: number, active: boolean) => ask(server.PUT('/api/v1/organisations/{id}/state', { params: at(id), body: { version, active } }))
export const saveMembers = (id: string, version: number, members: Member[]) => ask(server.PUT('/api/v1/organisations/{id}/members', { params: at(id), body: { version, members } }))
