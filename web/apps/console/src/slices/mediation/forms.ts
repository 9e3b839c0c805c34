/**
 * What each move and each record asks for. One table, one renderer (SpecForm): a further move
 * costs a few lines here and its words in the catalogue. Which of them may be made is the server's answer.
 */
export type FieldType = 'text' | 'long' | 'choice' | 'chips' | 'day' | 'moment' | 'money' | 'party' | 'parties' | 'mediator' | 'check' | 'file' | 'people' | 'obligation'

export interface FieldSpec {
  name: string
  type: FieldType
  /** Name of the enum whose labels are the choices. */
  of?: string
  required?: boolean
  hint?: boolean
  initial?: string | boolean
  /** Shown only when this holds: sections appear as they are needed. */
  when?: (values: Values) => boolean
}

export type Values = Record<string, unknown>

export interface FormSpec {
  fields: FieldSpec[]
  /** The form changes ground, so that nobody forgets who is in the room. */
  sealed?: (values: Values) => boolean
  danger?: boolean
}

const alone = (values: Values) => values.mode === 'alone'

export const moveForms: Record<string, FormSpec> = {
  accept: { fields: [{ name: 'accepted_on', type: 'day' }] },
  decline: {
    danger: true,
    fields: [
      { name: 'reason', type: 'choice', of: 'decline_reason', required: true },
      { name: 'route', type: 'choice', of: 'route', required: true },
      { name: 'note', type: 'long' },
    ],
  },
  assign: { fields: [{ name: 'mediator', type: 'mediator', required: true }, { name: 'chosen_by_parties', type: 'check' }] },
  begin: { fields: [] },
  extend: { fields: [{ name: 'until', type: 'day', required: true }, { name: 'agreed_on', type: 'day', required: true, hint: true }] },
  suspend: { fields: [{ name: 'reason', type: 'long', required: true }] },
  resume: { fields: [] },
  agree: { fields: [{ name: 'form', type: 'chips', of: 'agreement_form', initial: 'written', hint: true }] },
  terminate: {
    danger: true,
    fields: [
      { name: 'reason', type: 'choice', of: 'terminate_reason', required: true },
      { name: 'note', type: 'long' },
      { name: 'remedies_told', type: 'check', hint: true },
    ],
  },
  refer: { danger: true, fields: [{ name: 'to', type: 'text', required: true }, { name: 'reason', type: 'long', required: true }] },
  close: { fields: [{ name: 'result', type: 'long' }] },
  archive: { fields: [] },
  reopen: { fields: [{ name: 'reason', type: 'long', required: true }] },
  return: { fields: [{ name: 'reason', type: 'long', required: true, hint: true }] },
  seal: { fields: [{ name: 'reason', type: 'long', required: true, hint: true }] },
  unseal: { danger: true, fields: [{ name: 'reason', type: 'long', required: true }] },
}

export const recordForms: Record<string, FormSpec> = {
  consent: {
    fields: [
      { name: 'party', type: 'party', required: true },
      { name: 'state', type: 'chips', of: 'consent', initial: 'given' },
      { name: 'on', type: 'day', required: true },
    ],
  },
  notice: { fields: [{ name: 'parties', type: 'parties', required: true }, { name: 'on', type: 'day', required: true, hint: true }] },
  disclosure: { fields: [{ name: 'mediator', type: 'mediator', required: true }, { name: 'what', type: 'long', required: true, hint: true }] },
  session: {
    // What was said with one party alone has no field here: it comes encrypted, later, and never in plain text before.
    sealed: alone,
    fields: [
      { name: 'mode', type: 'chips', of: 'session_mode', initial: 'joint' },
      { name: 'party', type: 'party', required: true, when: alone },
      { name: 'at', type: 'moment', required: true },
      { name: 'place_kind', type: 'chips', of: 'session_place', initial: 'room' },
      { name: 'place', type: 'text' },
      { name: 'present', type: 'people', when: (values) => !alone(values), hint: true },
      { name: 'record', type: 'long', required: true, hint: true, when: (values) => !alone(values) },
      { name: 'next_on', type: 'day' },
    ],
  },
  evidence: {
    fields: [
      { name: 'kind', type: 'choice', of: 'evidence_kind', required: true },
      { name: 'title', type: 'text', required: true },
      { name: 'provided_by', type: 'party' },
      { name: 'on', type: 'day' },
      { name: 'attachment', type: 'file', hint: true },
    ],
  },
  investigation: {
    fields: [
      { name: 'at', type: 'moment', required: true },
      { name: 'place', type: 'text' },
      { name: 'person', type: 'text', required: true },
      { name: 'record', type: 'long', required: true },
    ],
  },
  undisputed_fact: { fields: [{ name: 'fact', type: 'long', required: true, hint: true }] },
  signature: {
    fields: [
      { name: 'party', type: 'party', required: true },
      { name: 'means', type: 'chips', of: 'sign_means', initial: 'signature' },
      { name: 'on', type: 'day', required: true },
      { name: 'attachment', type: 'file' },
    ],
  },
  committee_seal: { fields: [{ name: 'on', type: 'day', required: true, hint: true }] },
  fulfilment: {
    fields: [
      { name: 'obligation', type: 'obligation', required: true },
      { name: 'on', type: 'day', required: true },
      { name: 'amount_fen', type: 'money' },
      { name: 'proof', type: 'text' },
      { name: 'attachment', type: 'file' },
    ],
  },
  follow_up: {
    fields: [
      { name: 'on', type: 'day', required: true },
      { name: 'satisfaction', type: 'chips', of: 'satisfaction', initial: 'satisfied' },
      { name: 'note', type: 'long' },
    ],
  },
}

export const reportForm: FormSpec = {
  danger: true,
  fields: [
    { name: 'ground', type: 'choice', of: 'report_ground', required: true },
    { name: 'bodies', type: 'parties', of: 'report_body', required: true },
    { name: 'facts', type: 'long', required: true, hint: true },
    { name: 'measures', type: 'long' },
  ],
}

/** The values a form begins with. */
export function initialValues(spec: FormSpec): Values {
  return Object.fromEntries(
    spec.fields.map((field) => [field.name, field.initial ?? (field.type === 'check' ? false : field.type === 'parties' || field.type === 'people' ? [] : null)]),
  )
}

/** What is sent: only the fields that were shown, blanks as null. */
export function sentValues(spec: FormSpec, values: Values): Values {
  return Object.fromEntries(spec.fields.filter((field) => field.when?.(values) ?? true).map((field) => [field.name, values[field.name] === '' ? null : values[field.name]]))
}
