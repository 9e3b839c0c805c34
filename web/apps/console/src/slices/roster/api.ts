import { ask, server, type Schemas } from '@bandeng/api'
import { useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'

export type Entry = Schemas['RosterEntry']
export type Profile = Schemas['Profile']

export function useRoster(organisation: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['roster', organisation],
    queryFn: () => ask(server.GET('/api/v1/organisations/{id}/roster', { params: { path: { id: toValue(organisation) } } })),
  })
}

export const setProfile = (organisation: string, account: string, body: Profile) => ask(server.PUT('/api/v1/organisations/{id}/roster/{account}', { params: { path: { id: organisation, account } }, body }))
export const publishProfile = (organisation: string, to: boolean) => ask(server.PUT('/api/v1/organisations/{id}/roster/public', { params: { path: { id: organisation } }, body: { public: to } }))
export const giveChoiceLink = (code: string, n: number, party: number) => ask(server.POST('/api/v1/matters/{code}/mediations/{n}/choice/links', { params: { path: { code, n } }, body: { party } }))
