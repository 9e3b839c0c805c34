import type { Text } from '@bandeng/api'
import { formatDay, formatInstant, label, options, type EnumName, type Language } from '@bandeng/domain'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'

/** Everything a component needs to speak: the catalogue, the server's sentences, labels of enums, dates. */
export function useWords() {
  const { t, locale } = useI18n({ useScope: 'global' })
  const language = computed(() => locale.value as Language)
  return {
    t,
    language,
    say: (text: Text | null | undefined) => text?.[language.value] ?? '',
    label: (of: EnumName, code: string | null | undefined) => label(of, code, language.value),
    options: (of: EnumName) => options(of, language.value),
    day: (day: string | null | undefined, weekday = false) => formatDay(day, language.value, weekday),
    instant: (ms: number | null | undefined, paper = false) => formatInstant(ms, language.value, paper),
  }
}
