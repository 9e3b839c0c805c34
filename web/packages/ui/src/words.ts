import { inject, provide, type InjectionKey, type Ref } from 'vue'

/** What the controls say of themselves. The house has no catalogue of its own: an app lends it one. */
export interface ControlWords {
  /** BCP 47. */
  lang: string
  pick: string
  clear: string
  remove: (what: string) => string
  chosen: (names: string) => string
  none: string
  loading: string
  day: string
  day_how: string
  time: string
  time_how: string
  calendar: string
  today: string
  bad_day: string
  bad_time: string
  previous_month: string
  next_month: string
  previous_year: string
  next_year: string
  close: string
}

const key: InjectionKey<Readonly<Ref<ControlWords>>> = Symbol('control words')
export const lendWords = (words: Readonly<Ref<ControlWords>>) => provide(key, words)

export function useControlWords(): Readonly<Ref<ControlWords>> {
  const words = inject(key, null)
  if (!words) throw new Error('the controls have no words: call lendWords in the root component')
  return words
}
