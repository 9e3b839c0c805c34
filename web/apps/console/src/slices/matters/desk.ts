import type { InjectionKey } from 'vue'

/** What lies open on the desk: one form at a time, wherever on the page it stands. */
export interface Desk {
  open: string | null
  /** The party a form was opened for, where the way to it said so. */
  party: number | undefined
  show: (name: string | null, party?: number) => Promise<void>
  /** The way from a lacking thing (`consents/2`, `agreement`) to where it is mended: a form, or its place on the page. */
  mend: (field: string) => void
  /** Read the matter again without closing anything. */
  reread: () => Promise<void>
  /** After a write: close the form, read the matter again. */
  refresh: () => Promise<void>
}

export const desk: InjectionKey<Desk> = Symbol('desk')
