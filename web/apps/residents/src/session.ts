import type { Resident } from '@bandeng/api'
import { shallowRef } from 'vue'
import { ask, asRefused } from './server'

export type Entry = { by: 'secret'; code: string; secret: string } | { by: 'link'; link: string } | { by: 'code'; code: string; phone: string; digits: string }

/** Who came in, as far as this page knows. */
export const resident = shallowRef<Resident | null>(null)

export async function enter(entry: Entry): Promise<Resident> {
  return (resident.value = await ask<Resident>('/public/residents/sessions', { method: 'POST', body: entry }))
}

/** Asks who came in, unless that is known. None: the door is shut. */
export async function present(): Promise<Resident | null> {
  if (resident.value && resident.value.expires_at > Date.now()) return resident.value
  try {
    return (resident.value = await ask<Resident>('/residents/session'))
  } catch (error) {
    const refused = asRefused(error)
    if (!refused.shut) throw refused
    return (resident.value = null)
  }
}

export async function leave(): Promise<void> {
  resident.value = null
  try {
    await ask('/residents/session', { method: 'DELETE' })
  } catch (error) {
    // Shut already is as good; without a network the session ends by itself.
    if (!asRefused(error).shut && !asRefused(error).offline) throw error
  }
}
