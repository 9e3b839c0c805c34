import labels from './labels.json'
import order from './order.json'

/** A sentence in both languages of the product; the reader's preference picks one. */
export interface Text {
  zh: string
  en: string
}

export type Language = keyof Text

/** An enum of the server by its generated name; a name the server has not shipped yet reads as empty. */
export type EnumName = keyof typeof labels | (string & {})

const table = labels as Record<string, Record<string, Text>>

/** The label of an enum's code. A code the build does not know is shown as it is: never an empty cell. */
export function label(of: EnumName, code: string | null | undefined, language: Language): string {
  if (!code) return ''
  return table[of]?.[code]?.[language] ?? code
}

/** The choices of an enum in the server's own order. */
export function options(of: EnumName, language: Language): { value: string; label: string }[] {
  const texts = table[of] ?? {}
  const codes = (order as Record<string, string[]>)[of] ?? Object.keys(texts)
  return codes.filter((code) => texts[code]).map((value) => ({ value, label: texts[value]![language] }))
}
