import { call, type Me } from '@bandeng/api'

export const readMe = () => call<Me>('GET', '/me')
export const signIn = (login: string, password: string) => call<Me>('POST', '/session', { body: { login, password } })
export const signOut = () => call<void>('DELETE', '/session')
export const changePassword = (current: string, next: string) => call<void>('PUT', '/me/password', { body: { current, new: next } })
export const savePreferences = (preferences: Me['preferences']) => call<void>('PUT', '/me/preferences', { body: preferences })
