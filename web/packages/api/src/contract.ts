// The shapes the console reads. Hand-written until the server's document is generated;
// then each becomes an alias of the generated schema and this file shrinks to names.

export interface Text {
  zh: string
  en: string
}

export interface AreaRef {
  code: string
  name: string
}

export interface OrganisationRef {
  id: string
  name: string
  kind: string
}

/** An organisation or an account, with its name. */
export interface Named {
  id: string
  name: string
}

export interface Me {
  account: { id: string; login: string; name: string }
  posts: { role: string; organisation: OrganisationRef; area: AreaRef }[]
  preferences: { language: 'zh' | 'en'; elder: boolean }
  can: string[]
  must_change_password: boolean
}

export interface NextStep {
  turn: string
  what: Text
}

export interface MatterRow {
  code: string
  title: string
  kind: string
  area: AreaRef
  place?: string
  state: string
  stage: string
  turn: string
  next?: NextStep | null
  due_on?: string | null
  days_left?: number | null
  registered_at: number
  sealed: boolean
}

export interface Today {
  overdue: MatterRow[]
  due_today: MatterRow[]
  new: MatterRow[]
  waiting: MatterRow[]
  sealed: { code: string; days_left: number | null }[]
  reminders: { sentence: Text; code?: string | null; at: number }[]
}

export interface Page<T> {
  items: T[]
  next?: string | null
}

/** What a matter's write answers: the version it made. */
export interface Written {
  version: number
}

export interface Party {
  side: string
  kind: string
  name: string
  sex: string | null
  born_on: string | null
  occupation: string
  address: string
  phone: string
  legal_representative: string
  credit_code: string
  guardian: { name: string; relation: string; phone: string } | null
  agents: { name: string; relation: string; authority: string; phone: string }[]
  elected: boolean
}

export interface PartyView {
  n: number
  side: string
  kind: string
  name: string
  sex?: string | null
  born_on?: string | null
  age?: number | null
  minor: boolean
  occupation: string
  address?: string | null
  phone_masked?: string | null
  legal_representative: string
  credit_code: string
  guardian?: { name: string; relation: string; phone_masked?: string | null } | null
  agents: { name: string; relation: string; authority: string; phone_masked?: string | null }[]
  elected: boolean
}

export interface Lacking {
  code: string
  sentence: Text
  /** Where it is mended: `consents/2`, `notices/1`, `parties/2/guardian`, `agreement`. */
  field?: string | null
}

/** A move on offer, in the server's order: the likeliest first. */
export interface Offer {
  move: string
  label: Text
  ready: boolean
  lacking: Lacking[]
}

export interface Day {
  n: number
  name: Text
  source: Text
  due_on: string
  days_left: number
  standing: string
  state: string
  hint: boolean
  provisional: boolean
  local: boolean
  explanation: Text
}

export interface Session {
  no: number
  place_kind: string
  place: string
  /** Civil time in China, `2026-03-02T19:30:00`. */
  started: string
  ended?: string | null
  with: { form: 'joint'; parties: number[]; record: string; result: string } | { form: 'alone'; party: number }
  others: string[]
}

export interface Evidence {
  no: number
  item: string
  provided_by?: number | null
  on: string
  pages: number
  copy: string
  attachment?: number | null
}

export type Due = { due: 'at_once' } | { due: 'by'; on: string } | { due: 'lasting' }

export interface Obligation {
  no: number
  debtor: number
  creditor: number | null
  kind: string
  what: string
  amount_fen: number | null
  due: Due
  how: string
}

export interface AgreementDraft {
  facts: string
  responsibility: string
  obligations: Obligation[]
  /** The terms as edited by hand; empty: composed from the obligations. */
  terms: string[]
}

export interface Warning {
  obligation: number | null
  text: Text
}

/** What the rows make, and what is unclear in them. */
export interface Composed {
  terms: string[]
  warnings: Warning[]
}

export type Signer = { as: 'party'; party: number } | { as: 'mediator'; account: string }

export interface Agreement {
  form: string
  draft: AgreementDraft
  signatures: { signer: Signer; how: string; on: string; by: string }[]
  sealed_on?: string | null
  effective_on?: string | null
  terms?: string[]
  warnings?: Warning[]
}

export interface Paper {
  form: string
  name: Text
  ready: boolean
  lacking: Lacking[]
}

export interface Mediation {
  n: number
  state: string
  committee?: Named | null
  next?: NextStep | null
  moves: Offer[]
  consents: { party: number; given: boolean; how: string; on: string }[]
  mediators: { account: string; name: string; lead: boolean; how: string; from: string; until?: string | null }[]
  disclosures: { no: number; mediator: string; raised_by?: number | null; ground: string; text: string; on: string; outcome?: string | null }[]
  notices: { party: number; how: string; on: string }[]
  sessions: Session[]
  investigations: { no: number; on: string; place: string; asked: string; record: string }[]
  evidence: Evidence[]
  undisputed_facts: { text: string; agreed_by: number[]; on: string }[]
  statements: { party: number; text: string; on: string }[]
  agreement?: Agreement | null
  fulfilments: { obligation: number; paid_fen?: number | null; on: string; how: string; note: string }[]
}

export interface TimelineEvent {
  seq: number
  at: number
  actor: string
  kind: string
  sentence: Text
}

export interface MatterView {
  code: string
  /** The number of its last event: what a write names to say what it has seen. */
  version: number
  title: string
  kind: string
  source: string
  channel: string
  area: AreaRef
  place: string
  occurred_on?: string | null
  state: string
  registered_at: number
  registered_by: string
  desk: Named
  committee?: Named | null
  amount_fen?: number | null
  /** Absent where the reader does not see content. */
  narrative?: string | null
  claims: string[]
  barrier?: string | null
  concerns: string[]
  entrustment?: { body: string; letter_number: string; received_on: string; due_on?: string | null } | null
  lead?: { reporter: string; capacity: string; phone_masked?: string | null; received_on: string } | null
  seal?: { ground: string; reason: string; on: string } | null
  closing_note: string
  repair_reason?: string | null
  parties: PartyView[]
  handlers: Named[]
  proceedings: { n: number; kind: string; state: string }[]
  days: Day[]
  urgent_reports: { no: number; report: { ground: string; to: string[]; facts: string; measures: string; told_how: string }; at: number; by_name: string }[]
  follow_ups: { follow_up: { party: number; on: string; how: string; kept: string; satisfaction: string; note: string }; by_name: string }[]
  moves: Offer[]
  can: string[]
}

export interface Intake {
  kind: string
  source: string
  channel: string
  title: string
  area: string
  place: string
  occurred_on: string | null
  narrative: string
  claims: string[]
  amount_fen: number | null
  parties: Party[]
  lead: { reporter: string; capacity: string; phone: string; received_on: string } | null
  entrustment: { body: string; letter_number: string; received_on: string; due_on: string | null } | null
  barrier: string | null
  concerns: string[]
  committee: string | null
}

export interface Duplicate {
  code: string
  title?: string | null
  state: string
  reason: Text
  reachable: boolean
  registered_at?: number | null
}

export interface Area {
  code: string
  name: string
  level: string
  path: string
  has_children?: boolean
}

export interface Account {
  id: string
  login: string
  name: string
  state: string
  posts: { id: string; role: string; organisation: OrganisationRef; area: AreaRef }[]
  last_sign_in_at?: number | null
  version: number
}

export interface Organisation {
  id: string
  name: string
  kind: string
  area: AreaRef
  term_ends_on?: string | null
  members: { name: string; office: string; gender: string; full_time: boolean }[]
  warnings: Text[]
  version: number
}

export interface Access {
  at: number
  actor: string
  what: Text
  code?: string | null
  reason?: string | null
}
