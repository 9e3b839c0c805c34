import { ref, shallowRef } from 'vue'
import zh from './locales/zh'

/** A text of the server, in both languages. */
export interface Both {
  zh: string
  en: string
}

export type Language = keyof Both
type Catalogue = { [slice in keyof typeof zh]: Record<string, string> }

const LANGUAGE = 'bandeng.language'
const ELDER = 'bandeng.elder'

const catalogue = shallowRef<Catalogue>(zh)
export const language = ref<Language>('zh')
export const elder = ref(false)

/** What was chosen on this telephone before. A browser that keeps nothing shows Chinese in the usual size. */
export async function restore(): Promise<void> {
  const kept = read(LANGUAGE)
  setElder(read(ELDER) === 'yes')
  if (kept === 'en' || (!kept && !navigator.language.startsWith('zh'))) await setLanguage('en')
}

/** English is a file of its own, fetched when it is first wanted. Without a network it stays Chinese. */
export async function setLanguage(wanted: Language): Promise<void> {
  try {
    catalogue.value = wanted === 'zh' ? zh : (await import('./locales/en')).default
  } catch {
    return
  }
  language.value = wanted
  document.documentElement.lang = wanted === 'zh' ? 'zh-CN' : 'en'
  write(LANGUAGE, wanted)
}

/** Large type, remembered on this telephone. */
export function setElder(wanted: boolean): void {
  elder.value = wanted
  document.documentElement.classList.toggle('elder', wanted)
  write(ELDER, wanted ? 'yes' : 'no')
}

/** A text of the catalogue: `t('door.secret')`, with values in braces. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const [slice, name] = key.split('.') as [keyof Catalogue, string]
  const text = catalogue.value[slice]?.[name] ?? key
  return text.replace(/\{(\w+)\}/g, (_, value: string) => String(values[value] ?? ''))
}

/** A text of the server in the language that is read. */
export function say(text: Both | null | undefined): string {
  return text?.[language.value] ?? ''
}

/** An instant as people here say it: the county's clock, whatever this telephone's says. */
export function moment(at: number): string {
  const shape = { timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const
  return new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', shape).format(at)
}

/** The same to the second, with its year: what a receipt says. */
export function second(at: number): string {
  return new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: 'Asia/Shanghai', year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at)
}

/** A day as people here say it; blank where there is none. */
export function day(on: string | null | undefined): string {
  const [year, month, date] = (on ?? '').split('-').map(Number)
  if (!year) return ''
  return language.value === 'zh' ? `${year}\u5e74${month}\u6708${date}\u65e5` : (on ?? '')
}

/** An amount in fen, as yuan. */
export function yuan(fen: number): string {
  return new Intl.NumberFormat('zh-CN', { minimumFractionDigits: fen % 100 ? 2 : 0 }).format(fen / 100)
}

/** A text of the catalogue in the shape of a server's: for a problem this page finds by itself. */
export function local(key: string): Both {
  return { zh: t(key), en: t(key) }
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // A browser that keeps nothing: it is asked again next time.
  }
}
