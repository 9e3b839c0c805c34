import { call, type AgreementDraft, type Composed, type Mediation, type Paper, type Written } from '@bandeng/api'

export const readMediation = (code: string, n: number) => call<Mediation>('GET', '/matters/{code}/mediations/{n}', { params: { path: { code, n } } })

/** The move is tagged by its name; the version is the matter's, as it was read. */
export const makeMove = (code: string, n: number, version: number, make: { move: string } & Record<string, unknown>) =>
  call<Written>('POST', '/matters/{code}/mediations/{n}/moves', { params: { path: { code, n } }, body: { version, make } })

/** The server makes the text out of the rows, and says which row is vague: one composer, here and on paper. */
export const composeAgreement = (code: string, n: number, draft: AgreementDraft, signal: AbortSignal) =>
  call<Composed>('POST', '/matters/{code}/mediations/{n}/agreement-preview', { params: { path: { code, n } }, body: draft, signal })

export const listPapers = (code: string) => call<{ items: Paper[] }>('GET', '/matters/{code}/papers', { params: { path: { code } } })
export const paperAddress = (code: string, form: string) => `/api/v1/matters/${code}/papers/${form}`
export const attachmentAddress = (code: string, n: number) => `/api/v1/matters/${code}/attachments/${n}`

export const upload = (code: string, file: File) => {
  const form = new FormData()
  form.append('file', file)
  return call<{ n: number }>('POST', '/matters/{code}/attachments', { params: { path: { code } }, body: form, bodySerializer: (body) => body as unknown as FormData })
}
