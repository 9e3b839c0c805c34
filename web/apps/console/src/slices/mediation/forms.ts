import type { Schemas } from '@bandeng/api'

/**
 * What each move asks for. One table, one renderer (SpecForm): a further move costs a few lines here and
 * its words in the catalogue. Whether it may be made is the server's answer.
 */
export type FieldType =
  | 'text' | 'long' | 'choice' | 'chips' | 'choices' | 'day' | 'moment' | 'money' | 'number'
  | 'party' | 'parties' | 'mediator' | 'mediators' | 'committee' | 'organisation' | 'disclosure' | 'signer' | 'obligation' | 'people' | 'file'

export interface FieldSpec {
  name: string
  type: FieldType
  /** Name of the server's enumeration whose labels are the choices. */
  of?: string
  /** Choices that are the screen's own, worded in the catalogue under `choice`. */
  own?: readonly string[]
  required?: boolean
  hint?: boolean
  /** The name in the catalogue, where it is another than the server's. */
  called?: string
  /** Of a file: what it is for. */
  purpose?: Schemas['AttachmentPurpose']
  initial?: string
  /** Shown only when this holds: fields appear as they are needed. */
  when?: (values: Values) => boolean
}

export type Values = Record<string, unknown>

export interface FormSpec {
  fields: FieldSpec[]
  /** The form changes ground, so that nobody forgets who is in the room. */
  sealed?: (values: Values) => boolean
  danger?: boolean
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

/** Moves of a mediation, by the server's names. */
export const moveForms: Record<string, FormSpec> = {
  consent: {
    fields: [party, { name: 'given', type: 'chips', own: ['yes', 'no'], initial: 'yes' }, { name: 'how', type: 'chips', of: 'ConsentHow', initial: 'oral' }, on],
    make: (values) => ({ ...values, given: values.given === 'yes' }),
  },
  accept: { fields: [{ ...on }, { name: 'committee', type: 'committee', hint: true }] },
  decline: { danger: true, fields: [{ name: 'reason', type: 'choice', of: 'DeclineReason', required: true }, { name: 'route', type: 'choice', of: 'Route', required: true, hint: true }, note] },
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
  investigate: { fields: [on, { name: 'place', type: 'text' }, { name: 'asked', type: 'text', required: true }, { name: 'record', type: 'long', required: true }], make: inside('investigation') },
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
  extend: { fields: [{ name: 'until', type: 'day', required: true }, { name: 'consented', type: 'parties', required: true, hint: true }, { name: 'reason', type: 'long' }] },
  suspend: { fields: [{ name: 'reason', type: 'choice', of: 'PauseReason', required: true }, { name: 'from', type: 'day', required: true }, note] },
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
    fields: [{ name: 'obligation', type: 'obligation', required: true }, { name: 'how', type: 'chips', of: 'FulfilmentHow', initial: 'receipt' }, on, { name: 'paid_fen', type: 'money' }, note, { name: 'proof', type: 'file', purpose: 'proof' }],
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
  return: { fields: [{ ...reason, hint: true }] },
  share: { fields: [{ name: 'organisation', type: 'organisation', required: true }, { name: 'purpose', type: 'text', required: true, hint: true }, { name: 'until', called: 'shared_until', type: 'day', required: true, hint: true }] },
  seal: { fields: [{ ...reason, hint: true }] },
  unseal: { danger: true, fields: [reason] },
  follow_up: {
    fields: [
      party,
      on,
      { name: 'how', type: 'chips', of: 'ContactHow', initial: 'telephone' },
      { name: 'kept', type: 'chips', of: 'Kept', initial: 'fully' },
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
  'add_evidence', 'draft_agreement', 'sign', 'affix_seal', 'fulfil',
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
}

const many: FieldType[] = ['parties', 'choices', 'mediators', 'people']

/** The values a form begins with. */
export function initialValues(spec: FormSpec): Values {
  return Object.fromEntries(spec.fields.map((field) => [field.name, field.initial ?? (many.includes(field.type) ? [] : null)]))
}

/** What is sent: only the fields that were shown; a text left empty is an empty text. */
export function sentValues(spec: FormSpec, values: Values): Values {
  const shown = spec.fields.filter((field) => field.when?.(values) ?? true)
  const sent = Object.fromEntries(
    shown.map((field) => [field.name, field.type === 'text' || field.type === 'long' ? text(values[field.name]).trim() : field.type === 'number' ? Number(values[field.name] ?? 0) : values[field.name]]),
  )
  return spec.make?.(sent) ?? sent
}
