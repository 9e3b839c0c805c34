import { describe, expect, it } from 'vitest'
import { SHADES, shadeOf, steps } from './shades'

describe('shades', () => {
  it('go from one to the most in even steps', () => {
    const from = steps([0, 12, 50, 7])
    expect(from).toEqual([1, 11, 21, 31, 41])
    expect([0, 1, 10, 11, 50].map((n) => shadeOf(n, from))).toEqual([0, 1, 1, 2, SHADES])
  })
  it('are fewer where there is little, and none of nothing', () => {
    expect(steps([2, 1])).toEqual([1, 2])
    expect(steps([0, 0])).toEqual([])
    expect(shadeOf(null, [1])).toBe(0)
  })
  it('of rates need not be whole', () => {
    const from = steps([0.4, 2], false)
    expect([0.2, 0.4, 2].map((n) => shadeOf(n, from))).toEqual([1, 2, SHADES])
  })
})
