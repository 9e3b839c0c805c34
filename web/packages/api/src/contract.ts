// The shapes the console reads, by the server's own document where it has them.
import type { components } from './schema'

/**
 * The document names the values of enumerations as the code does (`OwnInitiative`); on the wire they are
 * `own_initiative`. Until the two agree an enumeration is any string here; tags of unions keep their names.
 */
export type Wire<T> = T extends string
  ? T extends Capitalize<T>
    ? string
    : T
  : T extends (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T

type Schemas = { [K in keyof components['schemas']]: Wire<components['schemas'][K]> }

export type Text = Schemas['Text']
export type AreaRef = Schemas['AreaName']
export type Named = Schemas['Named']
export type NextStep = Schemas['NextStep']
export type Lacking = Schemas['Lacking']
export type MatterRow = Schemas['MatterRow']
export type MatterView = Schemas['MatterView']
export type Today = Schemas['Today']
export type Day = Schemas['DayView']
export type PartyView = Schemas['PartyView']
export type Duplicate = Schemas['Duplicate']
export type Signer = Schemas['Signer']
export type Warning = Schemas['Warning']
export type Move = Schemas['Move']
export type MatterMove = Schemas['MatterMove']
export type UrgentReport = Schemas['UrgentReport']
export type FollowUp = Schemas['FollowUp']
export type TimelineEvent = Schemas['TimelineEntry']
export type Offer = Omit<Schemas['MoveOffer'], 'move' | 'primary'> & { move: string; primary?: boolean }

/** What may be left out in a request is always there in a form. */
type Whole<T> = { [K in keyof T]-?: Exclude<T[K], undefined> }

export type Party = Whole<Omit<Schemas['Party'], 'guardian' | 'agents'>> & {
  guardian: Whole<Schemas['Guardian']> | null
  agents: Whole<Schemas['Agent']>[]
}
export type Intake = Whole<Omit<Schemas['Intake'], 'parties' | 'lead' | 'entrustment'>> & {
  parties: Party[]
  lead: Whole<Schemas['Lead']> | null
  entrustment: Whole<Schemas['Entrustment']> | null
}
export type Obligation = Whole<Schemas['Obligation']>
export type AgreementDraft = Whole<Omit<Schemas['AgreementDraft'], 'obligations'>> & { obligations: Obligation[] }

/** A mediation with its record, as the page draws it: every list is there, be it empty. */
export type Mediation = Pick<Schemas['MediationView'], 'n' | 'state' | 'version' | 'next' | 'terms' | 'warnings' | 'missing'> &
  Whole<Omit<Schemas['Mediation'], 'state' | 'agreement' | 'ending'>> & {
    moves: Offer[]
    agreement: (Omit<Schemas['Agreement'], 'draft' | 'signatures'> & { draft: AgreementDraft; signatures: Schemas['Signature'][] }) | null
    ending: Schemas['Ending'] | null
    /** Whether the reader sees the record at all. */
    open: boolean
  }
export type { Schemas }

// Not in the server's document yet.

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

export interface Page<T> {
  items: T[]
  next?: string | null
}

export interface Paper {
  form: string
  name: Text
  ready: boolean
  lacking: Lacking[]
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
