import type { PartyView } from '@bandeng/api'

/** Who speaks for each side: those it elected, everybody where it elected nobody. The server decides the same. */
export const speakers = (parties: readonly PartyView[]) => parties.filter((party) => party.elected || !parties.some((other) => other.side === party.side && other.elected))
