import { ask, server, type Me } from '@bandeng/api'

export const readMe = () => ask(server.GET('/api/v1/me'))
export const signIn = (login: string, password: string) => ask(server.POST('/api/v1/session', { body: { login, password } }))
export const signOut = () => ask(server.DELETE('/api/v1/session'))
export const changePassword = (current: string, next: string) => ask(server.PUT('/api/v1/me/password', { body: { current, new: next } }))
export const savePreferences = (preferences: Me['preferences']) => ask(server.PUT('/api/v1/me/preferences', { body: preferences }))
export const listSessions = () => ask(server.GET('/api/v1/me/sessions'))
export const endOtherSessions = () => ask(server.DELETE('/api/v1/me/sessions'))
export const endSession = (session: string) => ask(server.DELETE('/api/v1/me/sessions/{session}', { params: { path: { session } } }))

export const readWays = () => ask(server.GET('/api/v1/session/ways'))
// The document says of a passkey's answer only that it is an object.
type Anything = Record<string, unknown>
export const giveSecondFactor = ({ step, code, passkey }: { step: string; code?: string; passkey?: Anything }) =>
  ask(server.POST('/api/v1/session/second', { body: { step, code, passkey: passkey as Record<string, never> | undefined } }))
export const askForPasskey = () => ask(server.POST('/api/v1/session/passkey/challenge'))
export const signInByPasskey = (step: string, passkey: Anything) => ask(server.POST('/api/v1/session/passkey', { body: { step, passkey: passkey as Record<string, never> } }))
export const beginOpenid = () => ask(server.POST('/api/v1/session/openid/begin'))
export const signInByOpenid = (step: string, code: string, state: string) => ask(server.POST('/api/v1/session/openid', { body: { step, code, state } }))

export const readSecurity = () => ask(server.GET('/api/v1/me/security'))
export const beginTotp = (password: string) => ask(server.POST('/api/v1/me/totp/begin', { body: { password } }))
export const addTotp = (step: string, code: string) => ask(server.POST('/api/v1/me/totp', { body: { step, code } }))
export const beginPasskey = (password: string) => ask(server.POST('/api/v1/me/passkeys/begin', { body: { password } }))
export const addPasskey = (step: string, name: string, passkey: Anything) => ask(server.POST('/api/v1/me/passkeys', { body: { step, name, passkey: passkey as Record<string, never> } }))
export const drawCodes = (password: string) => ask(server.POST('/api/v1/me/recovery-codes', { body: { password } }))
export const removeFactor = (id: string, password: string) => ask(server.POST('/api/v1/me/factors/{id}/removal', { params: { path: { id } }, body: { password } }))
