import { ask, server, type Schemas } from '@bandeng/api'
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'

export type ReviewView = Schemas['ReviewView']
export type ReviewFileView = Schemas['ReviewFileView']
export type ReviewFigures = Schemas['Figures']
export type Given = Schemas['Given']
export type Rubric = Schemas['Rubric']

export function useReviews() {
  return useInfiniteQuery({
    queryKey: ['reviews'],
    queryFn: ({ pageParam }) => ask(server.GET('/api/v1/reviews', { params: { query: { after: pageParam || undefined } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}
export function useReview(id: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: ['review', id], queryFn: () => ask(server.GET('/api/v1/reviews/{id}', { params: { path: { id: toValue(id) } } })) })
}
export function useReviewFile(id: MaybeRefOrGetter<string>, n: MaybeRefOrGetter<number>) {
  return useQuery({ queryKey: ['review-file', id, n], queryFn: () => ask(server.GET('/api/v1/reviews/{id}/files/{n}', { params: { path: { id: toValue(id), n: toValue(n) } } })) })
}
export function useRubric() {
  return useQuery({ queryKey: ['rubric'], queryFn: () => ask(server.GET('/api/v1/reviews/rubric')) })
}
export const drawReview = (body: Schemas['DrawRequest']) => ask(server.POST('/api/v1/reviews', { body }))
export const repeatDraw = (id: string) => ask(server.GET('/api/v1/reviews/{id}/draw', { params: { path: { id } } }))
export const finishReview = (id: string) => ask(server.POST('/api/v1/reviews/{id}/finish', { params: { path: { id } } }))
export const scoreFile = (id: string, n: number, given: Given[]) => ask(server.PUT('/api/v1/reviews/{id}/files/{n}/score', { params: { path: { id, n } }, body: { given } }))
export const returnFile = (id: string, n: number, body: Schemas['ReturnRequest']) => ask(server.POST('/api/v1/reviews/{id}/files/{n}/return', { params: { path: { id, n } }, body }))
export const publishRubric = (body: Schemas['NewRubric']) => ask(server.POST('/api/v1/reviews/rubric', { body }))
