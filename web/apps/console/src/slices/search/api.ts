import { ask, server } from '@bandeng/api'
import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

export type Order = 'newest' | 'relevance'

export function useSearch(q: MaybeRefOrGetter<string>, sort: MaybeRefOrGetter<Order>) {
  return useInfiniteQuery({
    queryKey: ['search', q, sort],
    queryFn: ({ pageParam }) => ask(server.POST('/api/v1/search', { body: { q: toValue(q), sort: toValue(sort), after: pageParam || null, limit: 25 } })),
    enabled: computed(() => !!toValue(q).trim()),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    // What was found is not kept for others who sit down at this window.
    gcTime: 0,
  })
}
