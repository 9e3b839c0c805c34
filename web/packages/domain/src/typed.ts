import { today } from './format'

/** Days and times as people type them. What cannot be understood is null: the field says so, nothing is guessed. */

const relative: Record<string, number> = {
  今天: 0, 今日: 0, today: 0,
  明天: 1, 明日: 1, tomorrow: 1,
  后天: 2,
  昨天: -1, 昨日: -1, yesterday: -1,
  前天: -2,
}

/** Full-width digits and signs as an input method leaves them, the other way round. */
const plain = (typed: string) => typed.normalize('NFKC').replace(/[\u3002\u2010-\u2015\u2212]/g, (sign) => (sign === '\u3002' ? '.' : '-')).trim().toLowerCase()

/** A day that exists, as YYYY-MM-DD. */
function day(year: number, month: number, date: number): string | null {
  const at = new Date(Date.UTC(year, month - 1, date))
  if (year < 1900 || year > 2199 || at.getUTCFullYear() !== year || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== date) return null
  return at.toISOString().slice(0, 10)
}

/** The day some days later. */
export function addDays(from: string, days: number): string {
  const [year, month, date] = from.split('-').map(Number)
  return new Date(Date.UTC(year!, month! - 1, date! + days)).toISOString().slice(0, 10)
}

/** `2026-3-2`, `20260302`, `2026年3月2日`, `3-2`, `3.2`, `0302`, `今天`, `+7`. Without a year it is this year's. */
export function parseDay(typed: string, now: string = today()): string | null {
  const text = plain(typed)
  if (text in relative) return addDays(now, relative[text]!)
  const later = /^([+-]\d{1,3})$/.exec(text)
  if (later) return addDays(now, Number(later[1]))
  const year = Number(now.slice(0, 4))
  const whole = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? /^(\d{4})\s*[-/.年\s]\s*(\d{1,2})\s*[-/.月\s]\s*(\d{1,2})\s*[日号]?$/.exec(text)
  if (whole) return day(Number(whole[1]), Number(whole[2]), Number(whole[3]))
  const short = /^(\d{2})(\d{2})$/.exec(text) ?? /^(\d{1,2})\s*[-/.月\s]\s*(\d{1,2})\s*[日号]?$/.exec(text)
  if (short) return day(year, Number(short[1]), Number(short[2]))
  return null
}

/** `9:30`, `930`, `0930`, `9点半`, `下午3点`, `21:05` as HH:MM. */
export function parseTime(typed: string, now: string = clock()): string | null {
  const text = plain(typed)
  if (text === '现在' || text === 'now') return now
  const match = /^(上午|早上|中午|下午|晚上|am|pm)?\s*(\d{1,2})(?:\s*[:.点时]\s*(\d{1,2})?(半)?\s*分?|(\d{2}))?\s*(am|pm)?$/.exec(text)
  if (!match) return null
  const half = match[1] ?? match[6]
  let hour = Number(match[2])
  const minute = match[4] ? 30 : Number(match[3] ?? match[5] ?? 0)
  if ((half === '下午' || half === '晚上' || half === 'pm') && hour < 12) hour += 12
  if (half === '中午' && hour < 4) hour += 12
  if (hour > 23 || minute > 59) return null
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/** The time in China now, rounded down to a step of minutes, as HH:MM. */
export function clock(now: number = Date.now(), step = 1): string {
  return civil(now, step).slice(11, 16)
}

/** Now as civil time in China, rounded down: `2026-03-02T09:35:00`. */
export function civil(now: number = Date.now(), step = 5): string {
  const floor = step * 60_000
  // China has one zone and no summer time.
  return `${new Date(Math.floor(now / floor) * floor + 8 * 3_600_000).toISOString().slice(0, 16)}:00`
}
