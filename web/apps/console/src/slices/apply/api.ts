import { ask, server, type Schemas } from '@bandeng/api'

/** What is read out before somebody's words are taken down: the notice of the place's county. */
export const noticeOf = (area: string) => ask(server.GET('/api/v1/applications/notice', { params: { query: { area } } }))

/** Applies for somebody who is there and agrees; the key makes a second press the same application. */
export const helpToApply = (body: Schemas['HelpedApplication'], key: string) => ask(server.POST('/api/v1/applications', { params: { header: { 'Idempotency-Key': key } }, body }))
