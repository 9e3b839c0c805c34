import type { InjectionKey } from 'vue'

/** What lies open on the desk: one form at a time, wherever on the page it stands. */
export interface Desk {
  open: string | null
  show: (name: string | null) => Promise<void>
  /** The way from a lacking thing to where it is mended: the form that records it, or its place on the page. */
  mend: (field: string) => void
  /** Read the matter again without closing anything. */
  reread: () => Promise<void>
  /** After a write: close the form, read the matter again. */
  refresh: () => Promise<void>
}

export const desk: InjectionKey<Desk> = Symbol('desk')
