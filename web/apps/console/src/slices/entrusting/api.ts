import { ask, server, type Intake, type Schemas } from '@bandeng/api'
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'

export type Letters = Schemas['LettersView']
export type LetterRow = Schemas['InboxRow']
export type LetterOffer = Schemas['LetterOffer']
export type Progress = Schemas['CaseProgress']
export type Completion = Schemas['Completion']
export type Key = Schemas['KeyView']
export type NewKey = Schemas['NewKey']

/** What stands on a letter, whichever way it came: typed at the window, or sent by a system. */
export interface Told {
  narrative: string
  parties: { name: string; side: Schemas['Side'] }[]
  consented: number[]
  materials: string[]
  kind: Schemas['DisputeKind'] | null
  area: string
  stage: Schemas['EntrustStage'] | null
  case_number: string
  contact: string
}

/** The letters of a matter; read anew with every version of it. */
export function useLetters(code: MaybeRefOrGetter<string>, version: MaybeRefOrGetter<number>, enabled: MaybeRefOrGetter<boolean>) {
  return useQuery({
    queryKey: ['letters', code, version],
    queryFn: () => ask(server.GET('/api/v1/matters/{code}/letters', { params: { path: { code: toValue(code) } } })),
    enabled,
    placeholderData: (before) => before,
  })
}

export const moveLetter = (code: string, version: number, make: Schemas['LetterMove']) =>
  ask(server.POST('/api/v1/matters/{code}/letters/moves', { params: { path: { code } }, body: { version, make } }))

export function useInbox(waiting: MaybeRefOrGetter<boolean>) {
  return useInfiniteQuery({
    queryKey: ['inbox', waiting],
    queryFn: ({ pageParam }) => ask(server.GET('/api/v1/letters', { params: { query: { waiting: toValue(waiting) || undefined, after: pageParam || undefined } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}
export const readLetter = (id: string) => ask(server.GET('/api/v1/letters/{id}', { params: { path: { id } } }))
export const replayLetter = (id: string, added: Completion) => ask(server.POST('/api/v1/letters/{id}/replay', { params: { path: { id } }, body: added }))
export const dismissLetter = (id: string, reason: string) => ask(server.POST('/api/v1/letters/{id}/dismissal', { params: { path: { id } }, body: { reason } }))
/** A letter on paper: the form of a registration, with its letter. */
export const keepLetter = (intake: Intake) => ask(server.POST('/api/v1/letters', { body: { form: { ...intake, kind: intake.kind || undefined } as Schemas['Intake'], matter: null } }))

export function useKeys() {
  return useInfiniteQuery({
    queryKey: ['keys'],
    queryFn: ({ pageParam }) => ask(server.GET('/api/v1/entrusting/keys', { params: { query: { after: pageParam || undefined } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}
export const issueKey = (key: NewKey) => ask(server.POST('/api/v1/entrusting/keys', { body: key }))
export const revokeKey = (id: string) => ask(server.DELETE('/api/v1/entrusting/keys/{id}', { params: { path: { id } } }))

/** What was received, as far as it can be read: nothing of it is taken for granted. */
export function told(document: unknown): Told | null {
  if (typeof document !== 'object' || document === null) return null
  const whole = document as Record<string, unknown>
  const form = (typeof whole.form === 'object' && whole.form !== null ? whole.form : whole) as Record<string, unknown>
  const letter = (typeof form.entrustment === 'object' && form.entrustment !== null ? form.entrustment : form) as Record<string, unknown>
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const list = (value: unknown) => (Array.isArray(value) ? (value as unknown[]) : [])
  return {
    narrative: text(form.narrative),
    parties: list(form.parties).map((party) => {
      const { name, side } = (party ?? {}) as Record<string, unknown>
      return { name: text(name), side: side === 'respondent' ? 'respondent' : 'applicant' }
    }),
    consented: list(letter.consented).filter((no): no is number => typeof no === 'number'),
    materials: list(letter.materials).map(text).filter(Boolean),
    kind: (text(form.kind) || null) as Told['kind'],
    area: text(form.area),
    stage: (text(letter.stage) || null) as Told['stage'],
    case_number: text(letter.case_number),
    contact: text(letter.contact),
  }
}

/** How a state of a letter looks, by the marks the console has. */
export const look: Record<Schemas['InboxState'] | Schemas['LetterState'], string> = {
  waiting: 'registered',
  refused: 'unfulfilled',
  registered: 'active',
  dismissed: 'disabled',
  received: 'registered',
  confirmed: 'open',
  sent_back: 'disabled',
  to_report: 'signing',
  reported: 'active',
}
