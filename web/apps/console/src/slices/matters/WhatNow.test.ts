import type { MatterView, Mediation } from '@bandeng/api'
import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { i18n } from '@/i18n'
import { desk } from './desk'
import DueMark from './DueMark.vue'
import WhatNow from './WhatNow.vue'

const text = (zh: string) => ({ zh, en: zh })
const offer = (move: string, more = {}) => ({ move, label: text(move), ready: true, lacking: [], ...more })
function shown(matter: Record<string, unknown>, mediation?: Record<string, unknown>) {
  const page = mount(WhatNow, {
    props: {
      matter: { state: 'open', moves: [], can: [], parties: [], next: { turn: 'nobody', what: text('') }, ...matter } as unknown as MatterView,
      mediation: mediation && ({ n: 1, moves: [], mediators: [], next: { turn: 'nobody', what: text('') }, ...mediation } as unknown as Mediation),
    },
    global: { plugins: [i18n], provide: { [desk as symbol]: { open: null, show: vi.fn(), mend: vi.fn() } } },
  })
  return { filled: page.findAll('.t-button--theme-primary').map((button) => button.text()), all: page.text() }
}

describe('the one filled button', () => {
  it('is what the server calls the likeliest', () => {
    const { filled } = shown({}, { moves: [offer('decline'), offer('accept', { primary: true })] })
    expect(filled).toEqual(['accept'])
  })
  it('is not there while the next step is somebody else’s; who that is stands there', () => {
    const { filled, all } = shown({ can: ['matter.seal'], next: { turn: 'mediator', what: text('调解') } }, { moves: [offer('assign')], mediators: [{ name: '李和平' }], next: { turn: 'mediator', what: text('继续调解') } })
    expect(filled).toEqual([])
    expect(all).toContain('下一步由调解员李和平办：继续调解。')
  })
  it('leads on after the end where the server says so, and nowhere else', () => {
    const archive = offer('archive', { primary: true })
    expect(shown({ state: 'closed', moves: [offer('reopen'), archive] }).filled).toEqual(['archive'])
    expect(shown({ state: 'closed', moves: [offer('reopen'), offer('archive')] }).filled).toEqual([])
    // A promise can still be kept when the mediation is over; the matter's own move comes first.
    expect(shown({ moves: [offer('close', { primary: true })] }, { moves: [offer('fulfil', { primary: true })] }).filled).toEqual(['close'])
  })
  it('says whose the next step of a matter is that is over', () => {
    const { filled, all } = shown({ state: 'closed', moves: [offer('reopen')], next: { turn: 'committee', what: text('补齐卷宗') } }, { next: { turn: 'parties', what: text('可向法院起诉') } })
    expect(filled).toEqual([])
    expect(all).toContain('下一步由调委会办：补齐卷宗。')
  })
})

describe('a day', () => {
  const mark = (props: { days: number; hint?: boolean; promised?: boolean }) => mount(DueMark, { props, global: { plugins: [i18n] } })
  it('that staff owe is late', () => {
    expect(mark({ days: -2 }).classes()).toContain('maple')
  })
  it('of a promise is the parties’ delay', () => {
    const kept = mark({ days: -2, promised: true })
    expect([kept.text(), kept.classes('amber')]).toEqual(['当事人逾期 2 天', true])
  })
  it('that is only told to the parties is not', () => {
    const told = mark({ days: -2, hint: true })
    expect(told.text()).toBe('日子已过')
    expect(told.classes()).toContain('quiet')
  })
})
