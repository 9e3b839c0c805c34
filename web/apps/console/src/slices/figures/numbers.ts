import type { Schemas } from '@bandeng/api'
import { today } from '@bandeng/domain'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useWords } from '@/words'

type Unit = Schemas['Unit']

/** A quarter as papers write it. */
const quarterly = (t: ReturnType<typeof useWords>['t'], year: string | number, quarter: string | number) =>
  t('figures.quarter', { year, quarter: t('figures.quarters').split(' ')[Number(quarter) - 1]! })

/** Numbers as people read them here. */
export function useNumbers() {
  const { t, language } = useWords()
  const tag = computed(() => (language.value === 'zh' ? 'zh-CN' : 'en-GB'))
  const plain = (n: number, digits = 0) => n.toLocaleString(tag.value, { maximumFractionDigits: digits, minimumFractionDigits: digits })
  /** Money in yuan; where it is much, in ten thousands, as such sums are spoken of. */
  const money = (fen: number) => (Math.abs(fen) >= 10_000_000 && language.value === 'zh' ? t('figures.wan', { n: plain(fen / 1_000_000, 1) }) : t('figures.yuan', { n: plain(fen / 100) }))
  const number = (n: number, unit: Unit = 'matters') => (unit === 'fen' ? money(n) : plain(n))
  const percent = (part: number | null | undefined) => (part === null || part === undefined ? '–' : `${plain(part * 100, 1)}%`)
  const change = (part: number | null | undefined) => (part === null || part === undefined ? '–' : `${part > 0 ? '+' : ''}${plain(part * 100, 1)}%`)
  function time(minutes: number | null | undefined) {
    if (minutes === null || minutes === undefined) return '–'
    if (minutes < 60) return t('figures.minutes', { n: plain(minutes) })
    if (minutes < 2_880) return t('figures.hours', { n: plain(minutes / 60, 1) })
    return t('figures.days_n', { n: plain(minutes / 1_440, 1) })
  }
  /** A period as it stands in an address, as people say it. */
  function spoken(period: string): string {
    const [, year, half, quarter, month] = /^(\d{4})(?:-H([12])|-Q([1-4])|-(\d{2}))?$/.exec(period) ?? []
    if (!year) return period.split('..').map((part) => (part === period ? part : spoken(part))).join(' – ')
    if (half) return t('figures.half', { year, half })
    if (quarter) return quarterly(t, year, quarter)
    return month ? t('figures.month', { year, month: Number(month) }) : t('figures.year', { year })
  }
  return { plain, money, number, percent, change, time, spoken }
}

/** The periods one asks for, the nearest first: this year and the last, five quarters, thirteen months. */
export function usePeriods() {
  const { t } = useWords()
  const [year, month] = today().split('-').map(Number) as [number, number]
  const at = (back: number) => ({ year: year + Math.floor((month - 1 - back) / 12), month: ((((month - 1 - back) % 12) + 12) % 12) + 1 })
  const two = (n: number) => String(n).padStart(2, '0')
  const quarterOf = (m: number) => Math.ceil(m / 3)
  const periods = computed(() => {
    const years = [year, year - 1].map((y) => ({ value: String(y), label: t('figures.year', { year: y }) }))
    const quarters = [0, 3, 6, 9, 12].map((back) => at(back)).map((m) => ({ value: `${m.year}-Q${quarterOf(m.month)}`, label: quarterly(t, m.year, quarterOf(m.month)) }))
    const months = Array.from({ length: 13 }, (_, back) => at(back)).map((m) => ({ value: `${m.year}-${two(m.month)}`, label: t('figures.month', { year: m.year, month: m.month }) }))
    return [...years, ...quarters, ...months]
  })
  return { periods, thisYear: String(year), lastQuarter: (() => { const m = at(3); return `${m.year}-Q${quarterOf(m.month)}` })() }
}

/** Place and period stand in the address, so that a look can be kept and sent. */
export function useWhere(usual: string) {
  const route = useRoute()
  const router = useRouter()
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const where = computed(() => ({ ...(text(route.query.area) ? { area: text(route.query.area) } : {}), period: text(route.query.period) || usual }))
  const go = (change: { area?: string; period?: string }) => void router.push({ query: { ...route.query, ...change } })
  return { where, go, period: computed({ get: () => where.value.period, set: (period) => go({ period }) }) }
}
