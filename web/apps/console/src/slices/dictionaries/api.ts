import { ask, server, type Schemas } from '@bandeng/api'
import type { EnumName, Language } from '@bandeng/domain'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useWords } from '@/words'

export type Dictionary = Schemas['Dictionary']
export type Entry = Schemas['DictionaryEntry']
export type Row = Schemas['DictionaryRow']
export type Draft = Schemas['DictionaryDraft']
export type Version = Schemas['DictionaryVersion']

export const dictionaries: readonly Dictionary[] = ['kind', 'source', 'reason', 'place', 'event']
/** The enumeration that is the first level of each. */
export const headings: Record<Dictionary, EnumName> = { kind: 'DisputeKind', source: 'Source', reason: 'ReasonFor', place: 'PlaceKind', event: 'EventClass' }

/** The words of one's county. They change a few times a year. */
export function useDictionaries() {
  return useQuery({ queryKey: ['dictionaries'], queryFn: () => ask(server.GET('/api/v1/dictionaries')), staleTime: 60_000 })
}

/** The county's words as choices. */
export function useLocal() {
  const { data } = useDictionaries()
  const { say } = useWords()
  const of = (dictionary: Dictionary, under: readonly string[]) => (data.value?.entries ?? []).filter((one) => one.dictionary === dictionary && (!under.length || under.includes(one.parent)))
  const choice = (one: Entry & Schemas['OfferedEntry']) => ({ value: one.code, label: say(one.name) })
  return {
    ready: computed(() => !!data.value),
    /** What may be chosen today under a heading. */
    offered: (dictionary: Dictionary, parent: string) => of(dictionary, [parent]).filter((one) => one.offered).map(choice),
    /** What may ever have been chosen, under some headings or all. */
    known: (dictionary: Dictionary, parents: readonly string[]) => of(dictionary, parents).map(choice),
  }
}

export function useDraft() {
  return useQuery({ queryKey: ['dictionary-draft'], queryFn: () => ask(server.GET('/api/v1/dictionaries/draft')) })
}
export function useVersions() {
  return useQuery({ queryKey: ['dictionary-versions'], queryFn: async () => (await ask(server.GET('/api/v1/dictionaries/versions'))).items })
}

export const saveDraft = (revision: string, rows: Row[]) => ask(server.PUT('/api/v1/dictionaries/draft', { body: { revision, rows } }))
export const discardDraft = (revision: string) => ask(server.DELETE('/api/v1/dictionaries/draft', { params: { query: { revision } } }))
/** The file goes as it is: which characters it is made of, the server finds out. */
export const importText = (revision: string, file: File) =>
  ask(server.POST('/api/v1/dictionaries/draft/text', { params: { query: { revision } }, body: file as unknown as string, bodySerializer: (body) => body, headers: { 'Content-Type': 'text/csv' } }))
export const publish = (revision: string, takes_effect_on: string, note: string) => ask(server.POST('/api/v1/dictionaries/versions', { body: { revision, takes_effect_on, note } }))

export const draftAddress = (language: Language) => `/api/v1/dictionaries/draft/text?language=${language}`
export const versionAddress = (version: number, language: Language) => `/api/v1/dictionaries/text?version=${version}&language=${language}`

/** An entry as it is typed. */
export function rowOf(entry: Entry): Row {
  const { dictionary, code, parent, zh, en, order } = entry
  return { dictionary, code, parent, zh, en, order: order ? String(order) : '', from: entry.from ?? '', until: entry.until ?? '' }
}

/** The first free code under a heading: a code is for ever, and few want to invent one. */
export function freeCode(parent: string, entries: readonly Entry[]): string {
  for (let n = 1; ; n++) {
    const code = `${parent}_${n}`
    if (!entries.some((one) => one.code === code)) return code
  }
}

/** Where a fault is: `/rows/7/zh`. */
export function placeOf(pointer: string | null | undefined): { row: number; column: string } | null {
  const found = /^\/rows\/(\d+)(?:\/(\w+))?$/.exec(pointer ?? '')
  return found ? { row: Number(found[1]), column: found[2] ?? '' } : null
}
