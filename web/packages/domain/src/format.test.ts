import { describe, expect, it } from 'vitest'
import { formatInstant, groupCode, isMatterCode, parseYuan, today, yuan } from './format'
import { label, options } from './labels'

describe('matter codes', () => {
  it('are grouped as they are read out', () => {
    expect(groupCode('6206022600012347')).toBe('6206 0226 0001 2347')
    expect(groupCode('12')).toBe('12')
  })
  it('carry a check digit that catches any single wrong digit', () => {
    const good = [...Array(10).keys()].map((d) => `620602260001234${d}`).filter(isMatterCode)
    expect(good).toHaveLength(1)
    const code = good[0]!
    for (let i = 0; i < 16; i++) {
      const wrong = code.slice(0, i) + ((Number(code[i]) + 1) % 10) + code.slice(i + 1)
      expect(isMatterCode(wrong)).toBe(false)
    }
  })
})

describe('money', () => {
  it('survives the way from typed yuan to fen and back', () => {
    expect(parseYuan('25,000')).toBe(2_500_000)
    expect(parseYuan('0.1')).toBe(10)
    expect(parseYuan('1.005')).toBeNull()
    expect(parseYuan('-3')).toBeNull()
    expect(yuan(2_500_000)).toBe('25,000.00')
    expect(yuan(5)).toBe('0.05')
  })
})

describe('time', () => {
  it('is China time whatever the machine says', () => {
    const justAfterMidnightInChina = Date.UTC(2026, 2, 1, 16, 30)
    expect(today(justAfterMidnightInChina)).toBe('2026-03-02')
    expect(formatInstant(justAfterMidnightInChina, 'zh')).toContain('3月2日')
  })
})

describe('labels', () => {
  it('show an unknown code instead of nothing', () => {
    expect(label('Source', 'court', 'zh')).toBe('法院委托移送')
    expect(label('Source', 'brand_new', 'en')).toBe('brand_new')
    expect(options('Source', 'zh')).toHaveLength(7)
  })
})
