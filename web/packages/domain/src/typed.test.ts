import { describe, expect, it } from 'vitest'
import { addDays, civil, clock, parseDay, parseTime } from './typed'

const now = '2026-03-02'

describe('a day as it is typed', () => {
  it('may be written in every way that is common', () => {
    for (const typed of ['2026-3-2', '2026-03-02', '2026/3/2', '2026.3.2', '20260302', '2026年3月2日', '2026 3 2', '3-2', '3/2', '3.2', '0302', '3月2日', '３-２', '2026。3。2', ' 2026-3-2 ', '今天', 'today', '+0']) {
      expect(parseDay(typed, now), typed).toBe('2026-03-02')
    }
  })
  it('may be told from today', () => {
    expect(parseDay('明天', now)).toBe('2026-03-03')
    expect(parseDay('前天', now)).toBe('2026-02-28')
    expect(parseDay('+30', now)).toBe('2026-04-01')
    expect(parseDay('-2', now)).toBe('2026-02-28')
  })
  it('is not guessed', () => {
    for (const typed of ['', '2', '2026-2-30', '13-1', '2026-0-1', '20261301', '三月', '2026', '99999999', 'x']) expect(parseDay(typed, now), typed).toBeNull()
    expect(parseDay('2024-2-29', now)).toBe('2024-02-29')
    expect(parseDay('2-29', now)).toBeNull()
  })
  it('counts over the ends of months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29')
  })
})

describe('a time as it is typed', () => {
  it('may be written in every way that is common', () => {
    for (const typed of ['9:30', '09:30', '930', '0930', '9点30', '9点30分', '9点半', '9：30', '上午9:30', '9.30', '9:30 am']) expect(parseTime(typed), typed).toBe('09:30')
    for (const typed of ['15', '15点', '15:00', '1500', '下午3点', '3 pm', '下午3:00']) expect(parseTime(typed), typed).toBe('15:00')
    expect(parseTime('现在', '08:05')).toBe('08:05')
  })
  it('is not guessed', () => {
    for (const typed of ['', '25', '9:75', '2460', 'x', '9:30:00:1']) expect(parseTime(typed), typed).toBeNull()
  })
})

describe('now', () => {
  it('is China time, rounded down', () => {
    const at = Date.UTC(2026, 2, 1, 23, 58, 59)
    expect(civil(at)).toBe('2026-03-02T07:55:00')
    expect(clock(at)).toBe('07:58')
  })
})
