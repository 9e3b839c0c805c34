import { ask, server, type Schemas } from '@bandeng/api'
import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

export type Order = 'newest' | 'relevance'
/** Where to look; what is left out looks everywhere one may. */
export type Within = Pick<Schemas['SearchQuery'], 'area' | 'kind' | 'subtype' | 'state'>

export function useSearch(q: MaybeRefOrGetter<string>, sort: MaybeRefOrGetter<Order>, within: MaybeRefOrGetter<Within>) {
  return useInfiniteQuery({
    queryKey: ['search', q, sort, within],
    queryFn: ({ pageParam }) => ask(server.POST('/api/v1/search', { body: { ...toValue(within), q: toValue(q), sort: toValue(sort), after: pageParam || null, limit: 25 } })),
    enabled: computed(() => !!toValue(q).trim()),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    // What was found is not kept for others who sit down at this window.
    gcTime: 0,
  })
}
