import { ask, isApiError, send, server, type FollowUp, type Intake, type MatterMove, type Party, type Schemas, type UrgentReport } from '@bandeng/api'
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { readMediation } from '@/slices/mediation/api'

const at = (code: string) => ({ path: { code } })

/** The matter with its mediations, read together so that the page never shows the one without the other. */
export function useMatter(code: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['matter', code],
    queryFn: async () => {
      const matter = await ask(server.GET('/api/v1/matters/{code}', { params: at(toValue(code)) }))
      const mediations = await Promise.all(matter.proceedings.filter((one) => one.kind === 'mediation').map((one) => readMediation(matter.code, one.n)))
      return { matter, mediations }
    },
  })
}

export function useTimeline(code: MaybeRefOrGetter<string>, version: MaybeRefOrGetter<number>) {
  return useInfiniteQuery({
    queryKey: ['timeline', code, version],
    queryFn: ({ pageParam }) => ask(server.GET('/api/v1/matters/{code}/timeline', { params: { ...at(toValue(code)), query: { before: pageParam ?? undefined } } })),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next ?? undefined,
    // A new version asks for the story again; until it comes, the old one stays in sight.
    placeholderData: (before) => before,
  })
}

/** The key makes a second press of the button, or a retry after a lost answer, the same registration. */
export const register = (intake: Intake, key: string) =>
  ask(server.POST('/api/v1/matters', { body: { ...intake, kind: intake.kind || undefined } as Schemas['Intake'], params: { header: { 'Idempotency-Key': key } } }))

export const checkDuplicates = (intake: Intake, signal: AbortSignal) =>
  ask(server.POST('/api/v1/duplicate-check', { body: { area: intake.area || null, narrative: intake.narrative, phones: intake.parties.map((party) => party.phone).filter(Boolean) }, signal }))

export const saveDraft = (key: string, intake: Intake) => ask(server.PUT('/api/v1/drafts/{key}', { params: { path: { key } }, body: intake as unknown as Record<string, never> }))
export const dropDraft = (key: string) => ask(server.DELETE('/api/v1/drafts/{key}', { params: { path: { key } } }))

export const moveMatter = (code: string, version: number, make: MatterMove) => ask(server.POST('/api/v1/matters/{code}/moves', { params: at(code), body: { version, make } }))
export const seal = (code: string, version: number, reason: string) => ask(server.POST('/api/v1/matters/{code}/seal', { params: at(code), body: { version, reason } }))
export const unseal = (code: string, version: number, reason: string) => ask(server.POST('/api/v1/matters/{code}/unseal', { params: at(code), body: { version, reason } }))
export const reportUrgently = (code: string, report: UrgentReport) => ask(server.POST('/api/v1/matters/{code}/urgent-reports', { params: at(code), body: report }))
export const askOnPhone = (code: string, party: number) => ask(server.POST('/api/v1/matters/{code}/follow-ups/links', { params: { path: { code } }, body: { party } }))
export const followUp = (code: string, visit: FollowUp) => ask(server.POST('/api/v1/matters/{code}/follow-ups', { params: at(code), body: visit }))

export const amendParty = (code: string, n: number, version: number, party: Party) =>
  ask(server.PUT('/api/v1/matters/{code}/parties/{n}', { params: { path: { code, n } }, body: { version, party } }))
export const addParty = (code: string, version: number, party: Party) => ask(server.POST('/api/v1/matters/{code}/parties', { params: at(code), body: { version, party } }))

/** What to read out to a party on the telephone. */
export const readRoad = (code: string, n: number) => ask(server.GET('/api/v1/matters/{code}/parties/{n}/road', { params: { path: { code, n } } }))

/** A new secret for a party, with its slip to be printed. The one before opens nothing any more. */
export const giveSlip = (code: string, n: number) => ask(server.POST('/api/v1/matters/{code}/parties/{n}/slip', { params: { path: { code, n } } }))

/** A telephone in full: the reason given is an event on the matter. */
export const showPhone = (code: string, n: number, reveal: Schemas['Reveal']) =>
  ask(server.POST('/api/v1/matters/{code}/parties/{n}/phone', { params: { path: { code, n } }, body: reveal }))

export const amend = (code: string, amendment: Schemas['Amendment']) => ask(server.PUT('/api/v1/matters/{code}', { params: at(code), body: amendment }))
export const share = (code: string, grant: Schemas['GrantRequest']) => ask(server.POST('/api/v1/matters/{code}/grants', { params: at(code), body: grant }))

export const listDrafts = () => ask(server.GET('/api/v1/drafts'))
export const readDraft = (key: string) => ask(server.GET('/api/v1/drafts/{key}', { params: { path: { key } } }))

export const attachmentAddress = (code: string, n: number) => `/api/v1/matters/${code}/attachments/${n}?inline=true`
export const listAttachments = (code: string) => ask(server.GET('/api/v1/matters/{code}/attachments', { params: at(code) }))
export function attach(code: string, file: File, purpose: Schemas['AttachmentPurpose'], onProgress: (part: number) => void) {
  const form = new FormData()
  form.append('purpose', purpose)
  form.append('file', file)
  return send<Schemas['Attached']>(`/matters/${code}/attachments`, form, onProgress)
}

/** Sends photographs to a matter that is kept already; how many did not come through. Those can be added on its page. */
export async function attachAll(code: string, photos: File[]) {
  let lost = 0
  for (const photo of photos) {
    try {
      await attach(code, photo, 'evidence', () => undefined)
    } catch (error) {
      if (!isApiError(error)) throw error
      lost += 1
    }
  }
  return lost
}
