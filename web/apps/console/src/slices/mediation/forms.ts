import type { Mediation, Promised, Schemas } from '@bandeng/api'

/**
 * What each move asks for. One table, one renderer (SpecForm): a further move costs a few lines here and
 * its words in the catalogue. Whether it may be made is the server's answer.
 */
export type FieldType =
  | 'text' | 'long' | 'choice' | 'chips' | 'choices' | 'day' | 'moment' | 'money' | 'number'
  | 'clock' | 'party' | 'parties' | 'proposed' | 'consents' | 'mediator' | 'mediators' | 'committee' | 'organisation' | 'disclosure' | 'signer' | 'obligation' | 'line' | 'parts' | 'court' | 'people' | 'file'

export interface FieldSpec {
  name: string
  type: FieldType
  /** Name of the server's enumeration whose labels are the choices. */
  of?: string
  /** Of those, what staff do not choose: it comes from elsewhere. */
  without?: readonly string[]
  /** Choices that are known only here and now. */
  options?: { value: string | number; label: string }[]
  /** Choices that are the screen's own, worded in the catalogue under `choice`. */
  own?: readonly string[]
  required?: boolean
  hint?: boolean
  /** The name in the catalogue, where it is another than the server's. */
  called?: string
  /** Of a file: what it is for. */
  purpose?: Schemas['AttachmentPurpose']
  initial?: string
  /** Of parties: whom it begins with. Everybody where left out; those who speak for their sides; or nobody. */
  whom?: 'speakers' | 'nobody'
  /** Of parties: only those of the side chosen above. */
  ofSide?: boolean
  /** Shown only when this holds: fields appear as they are needed. */
  when?: (values: Values) => boolean
}

export type Values = Record<string, unknown>

export interface FormSpec {
  fields: FieldSpec[]
  /** The form changes ground, so that nobody forgets who is in the room. */
  sealed?: (values: Values) => boolean
  danger?: boolean
  /** What is known already of the values it begins with. */
  suggest?: (mediation: Mediation) => Values
  /** From the fields to what the server takes, where the two differ. */
  make?: (values: Values) => Values
}

const alone = (values: Values) => values.form === 'alone'
const joint = (values: Values) => !alone(values)
const text = (value: unknown) => (typeof value === 'string' ? value : '')
const inside = (name: string) => (values: Values) => ({ [name]: values })

const on: FieldSpec = { name: 'on', type: 'day', required: true }
const party: FieldSpec = { name: 'party', type: 'party', required: true }
const note: FieldSpec = { name: 'note', type: 'long' }
const reason: FieldSpec = { name: 'reason', type: 'long', required: true }
const told: FieldSpec = { name: 'told', type: 'chips', of: 'ToldHow', initial: 'in_person' }

const evidence: FieldSpec = { name: 'evidence', called: 'basis', type: 'file', purpose: 'other' }
/** Why something is not counted, from when, and who approved it. */
const pause: FieldSpec[] = [
  { name: 'reason', called: 'pause_reason', type: 'choice', of: 'PauseReason', required: true },
  { name: 'approver', type: 'text', hint: true },
  { name: 'from', type: 'day', required: true },
]
/** `1/3`: the third instalment of the first promise. */
export const lineKey = (one: { obligation: number; instalment?: number | null }) => `${one.obligation}/${one.instalment ?? ''}`
/** What is still owed, the late first. */
const owed = (mediation: Mediation): Promised[] => mediation.promises.filter((one) => one.reminder).sort((a, b) => Number(b.standing === 'late') - Number(a.standing === 'late'))
const lineOf = (key: unknown) => {
  const [obligation, instalment] = text(key).split('/')
  return { obligation: Number(obligation), instalment: instalment ? Number(instalment) : null }
}

/** Moves of a mediation, by the server's names. */
export const moveForms: Record<string, FormSpec> = {
  consent: {
    fields: [party, { name: 'given', type: 'chips', own: ['yes', 'no'], initial: 'yes' }, { name: 'how', type: 'chips', of: 'ConsentHow', initial: 'oral' }, on],
    make: (values) => ({ ...values, given: values.given === 'yes' }),
  },
  accept: { fields: [{ ...on }, { name: 'committee', type: 'committee', hint: true }] },
  decline: { danger: true, fields: [{ name: 'reason', type: 'choice', of: 'DeclineReason', required: true }, { name: 'route', type: 'choice', of: 'Route', required: true, hint: true }, note] },
  propose_mediators: { fields: [{ name: 'mediators', type: 'mediators', required: true, hint: true }] },
  pick_mediator: { fields: [party, { name: 'accepts', type: 'proposed', hint: true }] },
  assign: { fields: [{ name: 'mediators', type: 'mediators', required: true, hint: true }, { name: 'how', type: 'chips', of: 'Appointment', initial: 'assigned' }] },
  disclose: {
    fields: [
      { name: 'mediator', type: 'mediator', required: true },
      { name: 'raised_by', type: 'party', hint: true },
      { name: 'ground', type: 'choice', of: 'RecusalGround', required: true },
      { name: 'text', type: 'long' },
    ],
  },
  decide_disclosure: { fields: [{ name: 'disclosure', type: 'disclosure', required: true }, { name: 'outcome', type: 'chips', of: 'RecusalOutcome', initial: 'step_aside' }] },
  give_notice: { fields: [{ name: 'parties', type: 'parties', required: true }, { name: 'how', type: 'chips', of: 'NoticeHow', initial: 'signed' }, { ...on, hint: true }] },
  hold_session: {
    // What was said with one party alone has no field here: it comes encrypted, later, and never in plain text before.
    sealed: alone,
    fields: [
      { name: 'form', type: 'chips', own: ['joint', 'alone'], initial: 'joint' },
      { name: 'place_kind', type: 'chips', of: 'PlaceKind', initial: 'room' },
      { ...party, when: alone },
      { name: 'parties', type: 'parties', required: true, when: joint },
      { name: 'started', type: 'moment', required: true },
      { name: 'place', type: 'text' },
      { name: 'others', type: 'people', hint: true, when: joint },
      { name: 'record', type: 'long', required: true, hint: true, when: joint },
      { name: 'result', type: 'long', when: joint },
    ],
    make: (values) => ({
      session: {
        place_kind: values.place_kind,
        place: text(values.place),
        started: values.started,
        with: alone(values) ? { form: 'alone', party: values.party } : { form: 'joint', parties: values.parties, record: text(values.record), result: text(values.result) },
        others: values.others ?? [],
      },
    }),
  },
  investigate: { fields: [on, { name: 'place', type: 'text' }, { name: 'asked', type: 'text', required: true }, { name: 'others', type: 'people' }, { name: 'record', type: 'long', required: true }], make: inside('investigation') },
  add_evidence: {
    fields: [
      { name: 'item', type: 'text', required: true },
      { name: 'copy', type: 'chips', of: 'Copy', initial: 'original' },
      { name: 'provided_by', type: 'party', hint: true },
      on,
      { name: 'pages', type: 'number' },
      { name: 'attachment', type: 'file', hint: true, purpose: 'evidence' },
    ],
    make: inside('evidence'),
  },
  state_fact: { fields: [{ name: 'text', type: 'long', required: true, hint: true }, { name: 'agreed_by', type: 'parties', required: true }, on], make: inside('fact') },
  make_statement: { fields: [party, on, { name: 'text', type: 'long', required: true, hint: true }], make: inside('statement') },
  extend: { fields: [{ name: 'until', type: 'day', required: true }, { name: 'consents', type: 'consents', required: true, hint: true }, { name: 'reason', called: 'why', type: 'long' }, evidence] },
  suspend: { fields: [...pause, { ...note }, evidence] },
  deduct: { fields: [...pause, { name: 'to', called: 'last_day', type: 'day', required: true, hint: true }, { ...note }, evidence] },
  elect: {
    fields: [
      { name: 'side', type: 'chips', of: 'Side', initial: 'applicant' },
      { name: 'representatives', type: 'parties', required: true, hint: true, whom: 'nobody', ofSide: true },
      { name: 'electors', type: 'parties', required: true, ofSide: true },
      on,
      evidence,
    ],
  },
  note_day: { fields: [{ name: 'rule', called: 'limit', type: 'clock', required: true }, { ...on, called: 'began_on', hint: true }, { ...note }, evidence] },
  resume: { fields: [on] },
  agree_in_writing: { fields: [] },
  agree_orally: { fields: [{ ...on, hint: true }] },
  sign: {
    fields: [{ name: 'signer', type: 'signer', required: true }, { name: 'how', type: 'chips', of: 'SigningHow', initial: 'signature' }, on, { name: 'by', type: 'text', hint: true }, { name: 'scan', type: 'file', purpose: 'signed_page' }],
    make: (values) => {
      const [as, id] = text(values.signer).split(':')
      return { ...values, by: text(values.by), signer: as === 'mediator' ? { as, account: id } : { as: 'party', party: Number(id) } }
    },
  },
  affix_seal: { fields: [{ ...on, hint: true }] },
  void_signatures: { danger: true, fields: [reason] },
  fulfil: {
    suggest: (mediation) => {
      const next = owed(mediation)[0]
      return next ? { obligation: next.obligation, paid_fen: next.outstanding ?? null } : {}
    },
    fields: [{ name: 'obligation', type: 'obligation', required: true }, { name: 'how', type: 'chips', of: 'FulfilmentHow', initial: 'receipt' }, on, { name: 'paid_fen', type: 'money' }, note, { name: 'proof', type: 'file', purpose: 'proof' }],
  },
  urge: {
    suggest: (mediation) => {
      const late = owed(mediation)[0]
      return late ? { line: lineKey(late) } : {}
    },
    fields: [{ name: 'line', type: 'line', required: true, hint: true }, told, on, note],
    make: ({ line, ...values }) => ({ ...values, ...lineOf(line) }),
  },
  reschedule: {
    suggest: (mediation) => {
      const next = owed(mediation).find((one) => one.amount)
      const parts = mediation.promises.filter((one) => one.obligation === next?.obligation && one.due)
      return next ? { obligation: next.obligation, parts: parts.map((one) => ({ on: one.due, amount_fen: one.amount })), agreed_by: [next.debtor, next.creditor].filter(Boolean) } : {}
    },
    fields: [
      { name: 'obligation', type: 'obligation', required: true },
      { name: 'parts', type: 'parts', required: true },
      { name: 'agreed_by', called: 'agreed_to', type: 'parties', required: true, hint: true, whom: 'nobody' },
      on,
      { name: 'reason', called: 'why', type: 'long' },
      evidence,
    ],
  },
  tell_routes: {
    suggest: (mediation) => ({ party: owed(mediation)[0]?.creditor ?? null, routes: mediation.remedies.filter((one) => one.open).map((one) => one.route) }),
    fields: [{ ...party, called: 'told_whom' }, { name: 'routes', type: 'choices', of: 'PerformanceRoute', required: true, hint: true }, told, on],
  },
  apply_confirmation: {
    suggest: (mediation) => ({ ground: mediation.confirmation?.courts[0]?.ground ?? null }),
    fields: [
      { name: 'ground', called: 'court_ground', type: 'choice', of: 'CourtGround', required: true },
      { name: 'court', type: 'court', required: true, hint: true },
      { name: 'applicants', type: 'parties', required: true, hint: true, whom: 'speakers' },
      on,
    ],
  },
  docket_confirmation: { fields: [{ name: 'number', called: 'case_number', type: 'text', required: true, hint: true }, on] },
  extend_review: { fields: [{ name: 'until', type: 'day', required: true }, { ...on, called: 'approved_on' }, { ...note }, evidence] },
  record_ruling: {
    fields: [
      { name: 'outcome', called: 'ruling', type: 'chips', of: 'RulingOutcome', initial: 'confirmed' },
      { ...on, called: 'ruled_on' },
      { name: 'number', called: 'case_number', type: 'text', hint: true },
      { name: 'served_on', type: 'day' },
      note,
      { name: 'scan', type: 'file', purpose: 'other' },
    ],
  },
  declare_unfulfilled: { danger: true, fields: [told, note] },
  terminate: {
    danger: true,
    fields: [{ name: 'reason', type: 'choice', of: 'TerminationReason', required: true }, { name: 'remedies', type: 'choices', of: 'Route', required: true, hint: true }, told, note],
  },
  refer: { danger: true, fields: [{ name: 'to', type: 'choice', of: 'Route', required: true }, { name: 'body', type: 'text', required: true }, note] },
}

/** Moves of the matter, and what else is done to it at an address of its own. */
export const matterForms: Record<string, FormSpec> = {
  close: { fields: [note] },
  archive: { fields: [] },
  reopen: { fields: [reason] },
  return: { fields: [{ ...reason, hint: true }, { name: 'until', called: 'repair_until', type: 'day', required: true }] },
  share: { fields: [{ name: 'organisation', type: 'organisation', required: true }, { name: 'purpose', type: 'text', required: true, hint: true }, { name: 'until', called: 'shared_until', type: 'day', required: true, hint: true }] },
  seal: { fields: [{ ...reason, hint: true }] },
  unseal: { danger: true, fields: [reason] },
  follow_up: {
    fields: [
      party,
      on,
      { name: 'how', type: 'chips', of: 'ContactHow', without: ['phone'], initial: 'telephone' },
      { name: 'kept', type: 'chips', of: 'Kept', without: ['silent'], initial: 'fully' },
      { name: 'satisfaction', type: 'chips', of: 'Satisfaction', initial: 'satisfied' },
      { ...note, hint: true },
    ],
  },
  urgent_report: {
    danger: true,
    fields: [
      { name: 'ground', type: 'choice', of: 'UrgentGround', required: true },
      { name: 'to', type: 'choices', of: 'ReportTo', required: true },
      { name: 'facts', type: 'long', required: true, hint: true },
      { name: 'measures', type: 'long' },
      { name: 'told_how', type: 'text', hint: true },
    ],
  },
}

/** Moves that add to the record: each is made in the section where what it adds will stand. */
export const recordMoves = [
  'consent', 'give_notice', 'disclose', 'decide_disclosure', 'hold_session', 'investigate', 'state_fact', 'make_statement',
  'add_evidence', 'draft_agreement', 'sign', 'affix_seal', 'fulfil', 'elect', 'deduct', 'note_day', 'urge', 'reschedule', 'tell_routes',
  'apply_confirmation', 'docket_confirmation', 'extend_review', 'record_ruling',
]

/** From a lacking thing's section to the form that mends it. */
export const mending: Record<string, string> = {
  consents: 'consent',
  notices: 'give_notice',
  sessions: 'hold_session',
  agreement: 'draft_agreement',
  mediators: 'assign',
  disclosures: 'decide_disclosure',
  committee: 'accept',
  follow_up: 'follow_up',
  confirmation: 'apply_confirmation',
}

const many: FieldType[] = ['parties', 'proposed', 'consents', 'parts', 'choices', 'mediators', 'people']

/** The values a form begins with. */
export function initialValues(spec: FormSpec): Values {
  return Object.fromEntries(spec.fields.map((field) => [field.name, field.initial ?? (many.includes(field.type) ? [] : null)]))
}

/** What is sent: only the fields that were shown; a text left empty is an empty text. */
export function sentValues(spec: FormSpec, values: Values): Values {
  const shown = spec.fields.filter((field) => field.when?.(values) ?? true)
  const sent = Object.fromEntries(
    shown.map((field) => [field.name, ['text', 'long', 'court'].includes(field.type) ? text(values[field.name]).trim() : field.type === 'number' ? Number(values[field.name] ?? 0) : values[field.name]]),
  )
  return spec.make?.(sent) ?? sent
}
