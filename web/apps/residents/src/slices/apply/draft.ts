import { once } from '../../server'
import type { Schemas } from '@bandeng/api'
import { reactive, watch } from 'vue'

/** What is being filled in. It stays on this telephone until it is sent or thrown away, and nowhere else. */
export interface Draft {
  /** The submission's own number: sent again after a lost connection, it is one matter. */
  once: string
  step: number
  danger: Schemas['Danger'] | ''
  trouble: Schemas['Trouble'] | ''
  handled: Schemas['Handled'] | ''
  refused: '' | 'yes' | 'no'
  lawyer: '' | 'yes' | 'no'
  places: { code: string; name: string }[]
  narrative: string
  claim: string
  occurred: string
  name: string
  phone: string
  minor: boolean
  born: string
  guardian: string
  relation: string
  guardianPhone: string
  otherKind: 'natural' | 'legal'
  other: string
  otherPhone: string
}

const KEY = 'bandeng.apply'
/** A draft that nobody came back to is thrown away: telephones are lent. */
export const KEEPS_MS = 3 * 24 * 3_600_000

const empty = (): Draft => ({
  once: once(), step: 0, danger: '', trouble: '', handled: '', refused: '', lawyer: '', places: [], narrative: '', claim: '', occurred: '',
  name: '', phone: '', minor: false, born: '', guardian: '', relation: '', guardianPhone: '', otherKind: 'natural', other: '', otherPhone: '',
})

/** The draft of this telephone, kept with every stroke. */
export function useDraft() {
  const draft = reactive<Draft>(empty())
  let resumed = false
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as { at: number; draft: Draft } | null
    if (kept && Math.abs(Date.now() - kept.at) < KEEPS_MS && typeof kept.draft?.once === 'string') {
      Object.assign(draft, kept.draft)
      resumed = draft.step > 0
    } else if (kept) {
      localStorage.removeItem(KEY)
    }
  } catch {
    // A browser that keeps nothing: the draft lives as long as the page.
  }
  const stop = watch(draft, () => {
    try {
      localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), draft }))
    } catch {
      // As above.
    }
  })
  /** After sending, and when somebody else uses the telephone. */
  function wipe(again = true) {
    if (!again) stop()
    Object.assign(draft, empty())
    try {
      localStorage.removeItem(KEY)
    } catch {
      // As above.
    }
  }
  return { draft, resumed, wipe }
}
