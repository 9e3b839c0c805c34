import { expect, test } from 'vitest'
import { mended, offsetOf, type Fault } from './api'

const fault = (line: number, column: number, what: string, near: string | null): Fault => ({ line, column, what, near, message: { zh: '', en: '' } })

test('a place in a text is counted in characters, however wide they are', () => {
  expect(offsetOf('一\n二三', 2, 2)).toBe(3)
  expect(offsetOf('𠮷{x}', 1, 3)).toBe(3)
  expect(offsetOf('好', 4, 1)).toBe(1)
})

test('what was meant takes the place of what stands there, and of nothing else', () => {
  expect(mended('好\n𠮷{matter.narative}', fault(2, 3, 'matter.narative', 'matter.narrative'))).toBe('好\n𠮷{matter.narrative}')
  expect(mended('{matter.code}', fault(1, 2, 'matter.cod', null))).toBe('{matter.code}')
  expect(mended('{other}', fault(1, 2, 'matter.cod', 'matter.code'))).toBe('{other}')
})
