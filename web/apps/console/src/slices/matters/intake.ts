import type { Intake, PartyDraft } from '@bandeng/api'

export const mostRepresentatives = 5

export function emptyParty(side: string): PartyDraft {
  return { side, kind: 'natural', name: '', phone: '', address: '', minor: false, legal_representative: '', guardian: null, agents: [], representatives: [] }
}

export function emptyIntake(): Intake {
  return {
    source: 'application',
    kind: '',
    title: '',
    area: '',
    place: '',
    occurred_on: null,
    narrative: '',
    claims: [''],
    parties: [emptyParty('applicant'), emptyParty('respondent')],
    lead: null,
    letter: null,
  }
}

/** 吴某与李某道路交通事故纠纷: the title nobody should have to type. */
export function suggestTitle(parties: { side: string; name: string }[], kind: string, and: string): string {
  const first = (side: string) => parties.find((party) => party.side === side && party.name.trim())?.name.trim()
  const names = [first('applicant'), first('respondent')].filter(Boolean).join(and)
  return names && kind ? `${names}${/[a-z]$/i.test(and.trim()) ? ': ' : ''}${kind}` : ''
}

/** What is sent: without the blanks a form has and a record must not. */
export function tidy(intake: Intake): Intake {
  return {
    ...intake,
    claims: intake.claims.map((claim) => claim.trim()).filter(Boolean),
    parties: intake.parties
      .filter((party) => party.name.trim() || party.phone.trim())
      .map((party) => ({ ...party, name: party.name.trim(), phone: party.phone.replace(/\s/g, '') })),
    lead: intake.source === 'own_initiative' ? intake.lead : null,
    letter: intake.source === 'application' || intake.source === 'own_initiative' ? null : intake.letter,
  }
}

/** Something worth keeping was typed. */
export function isStarted(intake: Intake): boolean {
  return !!(intake.narrative || intake.place || intake.kind || intake.claims.some(Boolean) || intake.parties.some((party) => party.name || party.phone))
}
