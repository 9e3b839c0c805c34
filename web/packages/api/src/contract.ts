// The shapes the console reads, by the server's own document.
import type { components, paths } from './schema'

export type Schemas = components['schemas']

/** What may stand behind the question mark of an address that is read. */
export type Query<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } } ? NonNullable<Q> : never

export type Text = Schemas['Text']
export type Action = Schemas['Action']
export type Me = Schemas['Me']
export type AreaRef = Schemas['AreaName']
export type Named = Schemas['Named']
export type NextStep = Schemas['NextStep']
export type Resident = Schemas['Resident']
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
/** Received on a day, or not said yet: the server says what must be. */
type Received<T> = Whole<Omit<T, 'received_on'>> & { received_on: string }
export type Intake = Whole<Omit<Schemas['Intake'], 'kind' | 'source' | 'channel' | 'parties' | 'lead' | 'entrustment'>> & {
  /** Not chosen yet: the server says that it must be. */
  kind: Schemas['DisputeKind'] | ''
  source: Schemas['Source']
  channel: Schemas['Channel']
  parties: Party[]
  lead: Received<Schemas['Lead']> | null
  entrustment: Received<Schemas['Entrustment']> | null
}
export type Obligation = Whole<Schemas['Obligation']>
export type AgreementDraft = Whole<Omit<Schemas['AgreementDraft'], 'obligations'>> & { obligations: Obligation[] }

export type Promised = Schemas['PromiseView']
export type Instalment = Schemas['Instalment']

/** A mediation with its record, as the page draws it: every list is there, be it empty. */
export type Mediation = Pick<Schemas['MediationView'], 'n' | 'state' | 'version' | 'next' | 'terms' | 'warnings' | 'missing' | 'promises' | 'remedies' | 'clocks' | 'confirmation'> &
  Whole<Omit<Schemas['Mediation'], 'state' | 'agreement' | 'ending'>> & {
    moves: Offer[]
    agreement: (Omit<Schemas['Agreement'], 'draft' | 'signatures'> & { draft: AgreementDraft; signatures: Schemas['Signature'][] }) | null
    ending: Schemas['Ending'] | null
    /** Whether the reader sees the record at all. */
    open: boolean
  }

export type Area = Schemas['Area']
export type Account = Schemas['AccountView']
export type Organisation = Schemas['OrganisationView']
export type Member = Schemas['MemberView']
