import type { Intake, Party, PartyView } from '@bandeng/api'

export const mostAgents = 2

export function emptyParty(side: Party['side']): Party {
  return { side, kind: 'natural', name: '', sex: null, born_on: null, occupation: '', address: '', phone: '', legal_representative: '', credit_code: '', guardian: null, agents: [], elected: false, email: '', electronic_service: false }
}

/** A party as it stands, back in the form. A telephone comes masked; left empty it stays as it is. */
export function partyForm(view: PartyView): Party {
  return {
    ...emptyParty(view.side),
    kind: view.kind,
    name: view.name,
    sex: view.sex ?? null,
    born_on: view.born_on ?? null,
    occupation: view.occupation,
    address: view.address ?? '',
    legal_representative: view.legal_representative,
    credit_code: view.credit_code,
    email: '',
    electronic_service: view.electronic_service,
    guardian: view.guardian ? { name: view.guardian.name, relation: view.guardian.relation, phone: '' } : null,
    agents: view.agents.map(({ name, relation, authority }) => ({ name, relation, authority, phone: '' })),
    elected: view.elected,
  }
}

export function emptyIntake(): Intake {
  return {
    source: 'application',
    channel: 'window',
    kind: '',
    subtype: null,
    subsource: null,
    title: '',
    area: '',
    place: '',
    occurred_on: null,
    narrative: '',
    claims: [''],
    parties: [emptyParty('applicant'), emptyParty('respondent')],
    amount_fen: null,
    lead: null,
    entrustment: null,
    barrier: null,
    concerns: [],
    committee: null,
  }
}

/** A letter as it is typed in. */
export function emptyLetter(received_on: string): NonNullable<Intake['entrustment']> {
  return { body: '', organisation: null, letter_number: '', received_on, due_on: null, case_number: '', stage: null, contact: '', consented: [], materials: [], mediator: null }
}

/** Sent over by another body, with a letter. */
export const isEntrusted = (source: string) => source !== 'application' && source !== 'own_initiative'

/** What is sent: without the blanks a form has and a record must not. */
export function tidy(intake: Intake): Intake {
  return {
    ...intake,
    subtype: intake.subtype || null,
    subsource: intake.subsource || null,
    claims: intake.claims.map((claim) => claim.trim()).filter(Boolean),
    parties: intake.parties
      .filter((party) => party.name.trim() || party.phone.trim())
      .map((party) => ({ ...party, name: party.name.trim(), phone: party.phone.replace(/\s/g, '') })),
    lead: intake.source === 'own_initiative' ? intake.lead : null,
    entrustment: isEntrusted(intake.source) ? intake.entrustment : null,
  }
}

/** Something worth keeping was typed. */
export function isStarted(intake: Intake): boolean {
  return !!(intake.narrative || intake.place || intake.kind || intake.claims.some(Boolean) || intake.parties.some((party) => party.name || party.phone))
}
