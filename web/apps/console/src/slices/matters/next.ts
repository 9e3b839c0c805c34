import type { MatterView, Mediation, NextStep } from '@bandeng/api'

/**
 * Who owes the next step of a matter, as the server says it. The mediation knows the same step in more words than the
 * matter, which knows what comes after it.
 */
export function nextStep(matter: MatterView, mediation?: Mediation): NextStep {
  return matter.state === 'open' && mediation?.next.turn === matter.next.turn ? mediation.next : matter.next
}
