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

export interface Me {
  account: { id: string; login: string; name: string }
  posts: { role: string; organisation: OrganisationRef; area: AreaRef }[]
  preferences: { language: 'zh' | 'en'; elder: boolean }
  can: string[]
  must_change_password: boolean
}

export interface MatterRow {
  code: string
  title: string
  kind: string
  area: AreaRef
  place?: string | null
  state: string
  stage?: string | null
  next?: { who: Text; what: Text } | null
  due_on?: string | null
  days_left?: number | null
  registered_at: number
  sealed?: boolean
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

export interface Agent {
  name: string
  phone?: string | null
  authority: string
}

export interface Party {
  n: number
  side: string
  kind: string
  name: string
  minor?: boolean
  phone?: string | null
  address?: string | null
  legal_representative?: string | null
  agents?: Agent[]
  guardian?: { name: string; phone?: string | null; relation?: string | null } | null
  representatives?: { name: string; phone?: string | null }[]
}

export interface Lacking {
  sentence: Text
  /** Where it is mended: the name of a section or of a form of this matter. */
  field?: string | null
}

export interface AllowedMove {
  move: string
  label: Text
  primary?: boolean
  ready: boolean
  lacking: Lacking[]
}

export interface Deadline {
  name: Text
  due_on: string
  days_left: number
  standing: string
  explanation: Text
}

export interface Session {
  n: number
  at: number
  place_kind: string
  place?: string | null
  mode: string
  with_party?: number | null
  present: string[]
  record?: string | null
  next_on?: string | null
}

export interface Evidence {
  n: number
  kind: string
  title: string
  provided_by?: string | null
  on?: string | null
  attachment_id?: string | null
}

export interface Obligation {
  n?: number
  debtor: number | null
  creditor: number | null
  what: string
  amount_fen: number | null
  due_on: string | null
  means: string
}

export interface Agreement {
  form: string
  obligations: Obligation[]
  text: string
  warnings: { obligation: number | null; message: Text }[]
  signatures: { who: string; means: string | null; on: string | null }[]
  sealed_on?: string | null
  effective_on?: string | null
}

export interface Fulfilment {
  obligation: number
  sentence: Text
  state: string
  due_on?: string | null
  fulfilled_on?: string | null
  proof?: string | null
}

export interface Paper {
  form: string
  name: Text
  url: string
  ready: boolean
  lacking: Lacking[]
}

export interface Mediation {
  n: number
  state: string
  organisation: OrganisationRef
  version: number
  allowed_moves: AllowedMove[]
  mediators: { id: string; name: string }[]
  consents: { party: number; state: string; on?: string | null }[]
  notices: { party: number; on?: string | null }[]
  sessions: Session[]
  evidence: Evidence[]
  agreement?: Agreement | null
  fulfilments: Fulfilment[]
  follow_ups: { on: string; by: string; satisfaction: string; note?: string | null }[]
  papers: Paper[]
}

export interface TimelineEvent {
  seq: number
  at: number
  actor: string
  kind: string
  sentence: Text
}

export interface MatterView extends MatterRow {
  version: number
  source: string
  narrative?: string | null
  occurred_on?: string | null
  claims: string[]
  amount_fen?: number | null
  parties: Party[]
  mediations: Mediation[]
  deadlines: Deadline[]
  allowed_moves: AllowedMove[]
  reports: { ground: string; bodies: string[]; at: number; facts: string; receipt?: string | null }[]
  timeline: TimelineEvent[]
}

export interface PartyDraft {
  side: string
  kind: string
  name: string
  phone: string
  address: string
  minor: boolean
  legal_representative: string
  guardian: { name: string; phone: string; relation: string } | null
  agents: { name: string; phone: string; authority: string }[]
  representatives: { name: string; phone: string }[]
}

export interface Intake {
  source: string
  kind: string
  title: string
  area: string
  place: string
  occurred_on: string | null
  narrative: string
  claims: string[]
  parties: PartyDraft[]
  lead: { reporter: string; phone: string; heard_on: string | null; how: string } | null
  letter: { from: string; number: string; received_on: string | null } | null
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
