import { call, type Agreement, type Obligation } from '@bandeng/api'

const path = (code: string, n: number) => ({ path: { code, n } })

/** A move changes the state; the body is tagged by its name and carries the version that was read. */
export const makeMove = (code: string, n: number, body: { move: string; version: number } & Record<string, unknown>) =>
  call<void>('POST', '/matters/{code}/mediations/{n}/moves', { params: path(code, n), body })

/** A record is a fact that leaves the state as it is. */
export const addRecord = (code: string, n: number, body: { record: string; version: number } & Record<string, unknown>) =>
  call<void>('POST', '/matters/{code}/mediations/{n}/records', { params: path(code, n), body })

/** The server makes the text out of the rows, and says which row is vague: one composer, here and on paper. */
export const composeAgreement = (code: string, n: number, obligations: Obligation[], signal: AbortSignal) =>
  call<Pick<Agreement, 'text' | 'warnings'>>('POST', '/matters/{code}/mediations/{n}/agreement-preview', { params: path(code, n), body: { obligations }, signal })

export const upload = (code: string, file: File) => {
  const form = new FormData()
  form.append('file', file)
  return call<{ id: string }>('POST', '/matters/{code}/attachments', { params: { path: { code } }, body: form, bodySerializer: (body) => body as unknown as FormData })
}
