import { ask, server, type Schemas } from '@bandeng/api'
import { useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'

export type Rung = Schemas['RungView']

const at = (code: string, n: number) => ({ path: { code, n } })

/** The ladder of a mediation, read anew with every version of the matter. */
export function useLadder(code: MaybeRefOrGetter<string>, n: MaybeRefOrGetter<number>, version: MaybeRefOrGetter<number>) {
  return useQuery({
    queryKey: ['ladder', code, n, version],
    queryFn: () => ask(server.GET('/api/v1/matters/{code}/mediations/{n}/offers', { params: at(toValue(code), toValue(n)) })),
    placeholderData: (before) => before,
  })
}

export const addOffer = (code: string, n: number, body: Schemas['NewOffer']) => ask(server.POST('/api/v1/matters/{code}/mediations/{n}/offers', { params: at(code, n), body }))
export const makeOfferMove = (code: string, n: number, no: number, body: Schemas['OfferMove']) => ask(server.POST('/api/v1/matters/{code}/mediations/{n}/offers/{no}/moves', { params: { path: { code, n, no } }, body }))
export const draftFromOffers = (code: string, n: number) => ask(server.POST('/api/v1/matters/{code}/mediations/{n}/offers/draft', { params: at(code, n) }))
export const giveOffersLink = (code: string, n: number, party: number) => ask(server.POST('/api/v1/matters/{code}/mediations/{n}/offers/links', { params: at(code, n), body: { party } }))
