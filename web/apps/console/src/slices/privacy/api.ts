import { ask, server, type Schemas } from '@bandeng/api'
import { useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'

export type Privacy = Schemas['PrivacyView']
export type PartyPrivacy = Schemas['PartyPrivacy']
export type How = Schemas['PrivacyHow']

const at = (code: string, n: number) => ({ path: { code, n } })

/** Notice, consents and holds of a matter; read anew with every version of it. */
export function usePrivacy(code: MaybeRefOrGetter<string>, version: MaybeRefOrGetter<number>) {
  return useQuery({
    queryKey: ['privacy', code, version],
    queryFn: () => ask(server.GET('/api/v1/matters/{code}/privacy', { params: { path: { code: toValue(code) } } })),
    placeholderData: (before) => before,
  })
}

export const giveConsent = (code: string, n: number, body: Schemas['ConsentRequest']) => ask(server.POST('/api/v1/matters/{code}/parties/{n}/privacy-consents', { params: at(code, n), body }))
export const withdrawConsent = (code: string, n: number, body: Schemas['WithdrawalRequest']) => ask(server.POST('/api/v1/matters/{code}/parties/{n}/privacy-withdrawal', { params: at(code, n), body }))
export const whoLooked = (code: string, n: number) => ask(server.GET('/api/v1/matters/{code}/parties/{n}/who-looked', { params: at(code, n) }))
export const erasurePlan = (code: string, n: number) => ask(server.GET('/api/v1/matters/{code}/parties/{n}/erasure', { params: at(code, n) }))
export const eraseData = (code: string, n: number, body: Schemas['ErasureRequest']) => ask(server.POST('/api/v1/matters/{code}/parties/{n}/erasure', { params: at(code, n), body }))
export const holdMatter = (code: string, body: Schemas['HoldRequest']) => ask(server.PUT('/api/v1/matters/{code}/hold', { params: { path: { code } }, body }))
export const ownData = (code: string, n: number) => ask(server.POST('/api/v1/matters/{code}/parties/{n}/data', { params: at(code, n) }))
export const ownDataPaper = (code: string, n: number) => ask(server.POST('/api/v1/matters/{code}/parties/{n}/data/paper', { params: at(code, n), parseAs: 'blob' })) as Promise<Blob>
export const looksPaper = (code: string, n: number) => `/api/v1/matters/${code}/parties/${n}/who-looked/paper`

export const answerCorrection = (code: string, no: number, body: Schemas['CorrectionReply']) => ask(server.POST('/api/v1/matters/{code}/corrections/{no}/answer', { params: { path: { code, no } }, body }))

export function useNotice() {
  return useQuery({ queryKey: ['privacy-notice'], queryFn: () => ask(server.GET('/api/v1/privacy/notice')) })
}
export const publishNotice = (body: Schemas['NewNotice']) => ask(server.POST('/api/v1/privacy/notice', { body }))
