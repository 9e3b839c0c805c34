import { describe, expect, it } from 'vitest'
import type { CallView } from './api'
import { clock, later } from './stream'

const view = (id: string, version: number, state = 'ringing') => ({ id, version, state }) as unknown as CallView

describe('calls as they arrive', () => {
  it('keep the later of two views, whichever came first', () => {
    let calls = later(new Map(), view('7', 2, 'taken'))
    calls = later(calls, view('7', 1))
    expect(calls.get('7')?.state).toBe('taken')
    expect(later(calls, view('7', 2))).toBe(calls)
    expect(later(calls, view('7', 3, 'arrived')).get('7')?.state).toBe('arrived')
  })

  it('have a clock that reads like one', () => {
    expect([clock(0), clock(61_500), clock(3_600_000), clock(-5)]).toEqual(['00:00', '01:01', '1:00:00', '00:00'])
  })
})
