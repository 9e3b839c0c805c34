import { describe, expect, it } from 'vitest'
import { between, closed, corners, read, written, type Point } from './ring'

const square: Point[] = [[102, 37], [103, 37], [103, 38], [102, 38]]

describe('a border on the map', () => {
  it('is closed when it travels, and open while it is drawn', () => {
    expect(closed(square)).toHaveLength(5)
    expect(closed(square.slice(0, 2))).toBeNull()
    expect(corners([[closed(square)!]])).toEqual(square)
    expect(corners([])).toEqual([])
  })

  it('can be written and read as text', () => {
    expect(read(written(square))).toEqual(square)
    expect(read('102，37\n103 37')).toEqual([[102, 37], [103, 37]])
    expect(read('102')).toBeNull()
    expect(read('a, b')).toBeNull()
  })

  it('takes a further corner where its edge is', () => {
    expect(between(square, [103.1, 37.4])).toBe(2)
    expect(between(square, [102.4, 36.9])).toBe(1)
    expect(between(square.slice(0, 2), [0, 0])).toBe(2)
  })
})
