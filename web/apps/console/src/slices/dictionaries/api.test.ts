import { describe, expect, it } from 'vitest'
import { freeCode, placeOf, rowOf, type Entry } from './api'

const entry = (code: string): Entry => ({ dictionary: 'kind', code, parent: 'neighbours', zh: '排水', en: '', order: 0, from: null, until: '2026-12-31' })

describe('dictionaries', () => {
  it('offers the first code that is free under a heading', () => {
    expect(freeCode('neighbours', [])).toBe('neighbours_1')
    expect(freeCode('neighbours', [entry('neighbours_1'), entry('neighbours_3')])).toBe('neighbours_2')
  })

  it('sends an entry as it would be typed', () => {
    expect(rowOf(entry('ditch'))).toEqual({ dictionary: 'kind', code: 'ditch', parent: 'neighbours', zh: '排水', en: '', order: '', from: '', until: '2026-12-31' })
  })

  it('finds the row and the column of a fault', () => {
    expect(placeOf('/rows/12/zh')).toEqual({ row: 12, column: 'zh' })
    expect(placeOf('/rows/3')).toEqual({ row: 3, column: '' })
    expect(placeOf('/file')).toBeNull()
  })
})
