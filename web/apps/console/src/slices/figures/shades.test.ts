import { describe, expect, it } from 'vitest'
import { mixed, PARTS, SHADES, shadeOf, steps } from './shades'

describe('shades', () => {
  it('have as many places each, however far one stands out', () => {
    const from = steps([0, 3, 900, 5, 4, 1, 2, 6, 7, 8, 9])
    expect(from).toEqual([1, 3, 5, 7, 9])
    expect([0, 1, 2, 3, 8, 900].map((n) => shadeOf(n, from))).toEqual([0, 1, 1, 2, 4, SHADES])
  })
  it('are fewer where there is little, and none of nothing', () => {
    expect(steps([2, 1])).toEqual([1, 2])
    expect(steps([5, 5, 5])).toEqual([5])
    expect(steps([0, 0])).toEqual([])
    expect(shadeOf(null, [1])).toBe(0)
  })
  it('are mixed from the colours of the page', () => {
    expect(PARTS).toHaveLength(SHADES)
    expect(mixed('#000000', '#fff', 0.25)).toBe('#bfbfbf')
    expect(mixed('#2f6b5e', '#fff', 1)).toBe('#2f6b5e')
  })
})
