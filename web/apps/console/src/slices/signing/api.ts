import { ask, server, type Schemas } from '@bandeng/api'
import { useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'

export type Signing = Schemas['SigningView']
export type SignerLine = Schemas['SignerView']
export type Giving = Schemas['Giving']

const at = (code: string, no: number) => ({ path: { code, no } })

/** Papers being signed, signed, and ready to be; read anew with every version of the matter. */
export function useSignings(code: MaybeRefOrGetter<string>, version: MaybeRefOrGetter<number>) {
  return useQuery({
    queryKey: ['signatures', code, version],
    queryFn: () => ask(server.GET('/api/v1/matters/{code}/signatures', { params: { path: { code: toValue(code) } } })),
    placeholderData: (before) => before,
  })
}

export const askForSignatures = (code: string, body: Schemas['SignatureRequest']) => ask(server.POST('/api/v1/matters/{code}/signatures', { params: { path: { code } }, body }))
export const readPaperToSign = (code: string, no: number) => ask(server.GET('/api/v1/matters/{code}/signatures/{no}', { params: at(code, no) }))
export const signAtDesk = (code: string, no: number, party: number, give: Giving) => ask(server.POST('/api/v1/matters/{code}/signatures/{no}/given', { params: at(code, no), body: { party, give } }))
export const giveLink = (code: string, no: number, party: number) => ask(server.POST('/api/v1/matters/{code}/signatures/{no}/links', { params: at(code, no), body: { party } }))
export const takeBack = (code: string, no: number, party: number, reason: string) => ask(server.POST('/api/v1/matters/{code}/signatures/{no}/taken-back', { params: at(code, no), body: { party, reason } }))
export const withdraw = (code: string, no: number, reason: string) => ask(server.POST('/api/v1/matters/{code}/signatures/{no}/withdrawal', { params: at(code, no), body: { reason } }))
