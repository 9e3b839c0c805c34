import { ask, server, type Me } from '@bandeng/api'

export const readMe = () => ask(server.GET('/api/v1/me'))
export const signIn = (login: string, password: string) => ask(server.POST('/api/v1/session', { body: { login, password } }))
export const signOut = () => ask(server.DELETE('/api/v1/session'))
export const changePassword = (current: string, next: string) => ask(server.PUT('/api/v1/me/password', { body: { current, new: next } }))
export const savePreferences = (preferences: Me['preferences']) => ask(server.PUT('/api/v1/me/preferences', { body: preferences }))
export const listSessions = () => ask(server.GET('/api/v1/me/sessions'))
export const endOtherSessions = () => ask(server.DELETE('/api/v1/me/sessions'))
export const endSession = (session: string) => ask(server.DELETE('/api/v1/me/sessions/{session}', { params: { path: { session } } }))
