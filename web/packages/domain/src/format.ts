import type { Language } from './labels'

/** 6206022600012347 → 6206 0226 0001 2347, as it is printed and read out on the telephone. */
export function groupCode(code: string): string {
  const digits = code.replace(/[^0-9Xx]/g, '')
  if (digits.length !== 16) return code
  return digits.match(/.{4}/g)!.join(' ')
}

/** ISO 7064 MOD 11,10 over the first fifteen digits: catches a mistyped code before the server is asked. */
export function isMatterCode(text: string): boolean {
  const digits = text.replace(/\s/g, '')
  if (!/^\d{16}$/.test(digits)) return false
  let p = 10
  for (const digit of digits.slice(0, 15)) {
    const sum = (p + Number(digit)) % 10 || 10
    p = (sum * 2) % 11
  }
  return (p + Number(digits[15])) % 10 === 1
}

/** Fen to yuan as people write it: 2500000 → 25,000.00 */
export function yuan(fen: number): string {
  const sign = fen < 0 ? '-' : ''
  const whole = Math.trunc(Math.abs(fen) / 100).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  const rest = (Math.abs(fen) % 100).toString().padStart(2, '0')
  return `${sign}${whole}.${rest}`
}

/** What a person typed as yuan, in fen; null when it is no amount. No floating point touches money. */
export function parseYuan(typed: string): number | null {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(typed.replace(/[,\uff0c\s元\u00a5\uffe5]/g, ''))
  if (!match) return null
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

const zone = 'Asia/Shanghai'
const locale = (language: Language) => (language === 'zh' ? 'zh-CN' : 'en-GB')

/** A calendar day. Days belong to China, whatever the browser's zone is. */
export function formatDay(day: string | null | undefined, language: Language, weekday = false): string {
  if (!day) return ''
  const [year, month, date] = day.split('-').map(Number)
  if (!year || !month || !date) return day
  return new Intl.DateTimeFormat(locale(language), {
    timeZone: 'UTC',
    year: year === currentYear() ? undefined : 'numeric',
    month: language === 'zh' ? 'long' : 'short',
    day: 'numeric',
    weekday: weekday ? 'long' : undefined,
  }).format(Date.UTC(year, month - 1, date))
}

/** An instant, in China's time; on paper with its year, for paper is read in other years. */
export function formatInstant(ms: number | null | undefined, language: Language, paper = false): string {
  if (ms === null || ms === undefined) return ''
  const sameYear = !paper && new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric' }).format(ms) === String(currentYear())
  return new Intl.DateTimeFormat(locale(language), {
    timeZone: zone,
    year: sameYear ? undefined : 'numeric',
    month: language === 'zh' ? 'long' : 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(ms)
}

/** Civil time in China as it was written down: `2026-03-02T19:30:00`. No zone is applied to it. */
export function formatMoment(civil: string, language: Language): string {
  const [day, time] = civil.split('T')
  return `${formatDay(day, language)} ${(time ?? '').slice(0, 5)}`.trim()
}

/** Today in China as YYYY-MM-DD. */
export function today(now: number = Date.now()): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(now)
}

function currentYear(): number {
  return Number(today().slice(0, 4))
}
