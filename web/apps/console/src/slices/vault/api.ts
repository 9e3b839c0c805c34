import { ask, server, type Schemas } from '@bandeng/api'
import { useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { fingerprint } from './age'

export type OwnKey = Schemas['OwnKey']
export type Recovery = Schemas['RecoveryView']
export type RequestLine = Schemas['RequestLine']
export type NoteBook = Schemas['NoteBook']
export type SessionNotes = Schemas['SessionNotes']
export type NoteView = Schemas['NoteView']

export const useVault = () => useQuery({ queryKey: ['vault'], queryFn: () => ask(server.GET('/api/v1/vault')), staleTime: 0 })
export const putKey = (body: Schemas['KeyRequest']) => ask(server.PUT('/api/v1/vault/key', { body }))

export const listOfficers = (committee: string) => ask(server.GET('/api/v1/vault/recoveries/{committee}/candidates', { params: { path: { committee } } }))
export const makeRecovery = (committee: string, body: Schemas['RecoveryRequest']) => ask(server.PUT('/api/v1/vault/recoveries/{committee}', { params: { path: { committee } }, body }))
export const askRecovery = (committee: string, body: Schemas['Asked']) => ask(server.POST('/api/v1/vault/recoveries/{committee}/requests', { params: { path: { committee } }, body }))
export const readRequest = (id: string) => ask(server.GET('/api/v1/vault/requests/{id}', { params: { path: { id } } }))
export const agreeTo = (id: string, share: string | null) => ask(server.POST('/api/v1/vault/requests/{id}/agreement', { params: { path: { id } }, body: { share } }))
export const finish = (id: string) => ask(server.POST('/api/v1/vault/requests/{id}/finish', { params: { path: { id } } }))

const book = (code: string, n: number) => ({ path: { code, n } })
export const useNotes = (code: MaybeRefOrGetter<string>, n: MaybeRefOrGetter<number>) =>
  useQuery({
    queryKey: ['notes', code, n],
    queryFn: () => ask(server.GET('/api/v1/matters/{code}/mediations/{n}/notes', { params: book(toValue(code), toValue(n)) })),
    staleTime: 0,
  })
export const addNote = (code: string, n: number, body: Schemas['NewNote']) => ask(server.POST('/api/v1/matters/{code}/mediations/{n}/notes', { params: book(code, n), body }))
const one = (code: string, n: number, session: number, version: number) => ({ path: { code, n, session, version } })
export const readNote = (code: string, n: number, session: number, version: number) =>
  ask(server.GET('/api/v1/matters/{code}/mediations/{n}/notes/{session}/{version}', { params: one(code, n, session, version) }))
export const resealNote = (code: string, n: number, session: number, version: number, body: Schemas['Resealing']) =>
  ask(server.PUT('/api/v1/matters/{code}/mediations/{n}/notes/{session}/{version}', { params: one(code, n, session, version), body }))

type Named = { recipient: string; fingerprint: string }
/** For whom to encrypt, after looking that each name is the name of its key: else somebody exchanged one on the way. */
export async function trusted(recipients: Named[]): Promise<{ keys: string[]; names: string[] }> {
  for (const one of recipients) if ((await fingerprint(one.recipient)) !== one.fingerprint) throw new Error(`the key ${one.fingerprint} is another`)
  return { keys: recipients.map((one) => one.recipient), names: recipients.map((one) => one.fingerprint) }
}

/** A fingerprint in groups, to be read out on the telephone. */
export const grouped = (name: string) => name.replace(/(.{4})(?=.)/g, '$1 ')
