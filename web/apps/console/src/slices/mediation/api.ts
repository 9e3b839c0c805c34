import { ask, send, server, type AgreementDraft, type Mediation, type Move, type Schemas } from '@bandeng/api'

/** The view and the record it carries as one value, with every list present. */
export function drawn({ body: record, ...view }: Schemas['MediationView']): Mediation {
  const agreement = record?.agreement
  return {
    ...view,
    open: !!record,
    committee: record?.committee ?? null,
    opened_on: record?.opened_on ?? '',
    accepted_on: record?.accepted_on ?? null,
    accepted_by: record?.accepted_by ?? null,
    dossier_number: record?.dossier_number ?? null,
    ended_on: record?.ended_on ?? null,
    ending: record?.ending ?? null,
    consents: record?.consents ?? [],
    choices: record?.choices ?? [],
    mediators: record?.mediators ?? [],
    disclosures: record?.disclosures ?? [],
    notices: record?.notices ?? [],
    sessions: record?.sessions ?? [],
    investigations: record?.investigations ?? [],
    evidence: record?.evidence ?? [],
    undisputed_facts: record?.undisputed_facts ?? [],
    statements: record?.statements ?? [],
    extensions: record?.extensions ?? [],
    pauses: record?.pauses ?? [],
    elections: record?.elections ?? [],
    urgings: record?.urgings ?? [],
    plan_changes: record?.plan_changes ?? [],
    routes_told: record?.routes_told ?? [],
    confirmations: record?.confirmations ?? [],
    fulfilments: record?.fulfilments ?? [],
    voided: record?.voided ?? 0,
    agreement: agreement
      ? {
          ...agreement,
          signatures: agreement.signatures ?? [],
          draft: {
            facts: agreement.draft.facts,
            responsibility: agreement.draft.responsibility ?? '',
            terms: agreement.draft.terms ?? [],
            obligations: agreement.draft.obligations.map((one) => ({ ...one, no: one.no ?? 0, creditor: one.creditor ?? null, amount_fen: one.amount_fen ?? null, how: one.how ?? '' })),
          },
        }
      : null,
  }
}

export const readMediation = (code: string, n: number) => ask(server.GET('/api/v1/matters/{code}/mediations/{n}', { params: { path: { code, n } } })).then(drawn)

/** The move is tagged by its name; the version is the matter's, as it was read. */
export const makeMove = (code: string, n: number, version: number, make: Move) =>
  ask(server.POST('/api/v1/matters/{code}/mediations/{n}/moves', { params: { path: { code, n } }, body: { version, make } }))

/** The server makes the text out of the rows, and says which row is vague: one composer, here and on paper. */
export const composeAgreement = (code: string, n: number, draft: AgreementDraft, signal: AbortSignal) =>
  ask(server.POST('/api/v1/matters/{code}/mediations/{n}/agreement-preview', { params: { path: { code, n } }, body: draft, signal }))

/** What can be printed of a mediation now, and what each paper still lacks. */
export const listPapers = (code: string, n: number) => ask(server.GET('/api/v1/matters/{code}/mediations/{n}/papers', { params: { path: { code, n } } }))

/** Each paper says where its edited versions are; a number of several is part of that address. */
const versionsAt = (address: string) => {
  const at = new URL(address, location.origin)
  const [, code = '', n = '', slug = ''] = /matters\/(\d+)\/mediations\/(\d+)\/papers\/([a-z-]+)\/versions$/.exec(at.pathname) ?? []
  const no = at.searchParams.get('no')
  return { path: { code, n: Number(n), slug }, query: no ? { no: Number(no) } : {} }
}
export const listPaperVersions = (address: string) => ask(server.GET('/api/v1/matters/{code}/mediations/{n}/papers/{slug}/versions', { params: versionsAt(address) }))
export function sendPaperVersion(address: string, file: File) {
  const form = new FormData()
  form.append('file', file)
  return send<Schemas['Attached']>(address.replace('/api/v1', ''), form, () => {})
}
