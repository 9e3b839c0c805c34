import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'

const api = vi.hoisted(() => ({ saveDraft: vi.fn(), listDrafts: vi.fn(async () => ({ items: [] })), readDraft: vi.fn(), dropDraft: vi.fn(async () => undefined) }))
vi.mock('./api', () => api)
const { useDraft } = await import('./useDraft')

/** A server whose answers are given by hand. */
const answers: { give: (fine: boolean) => void; body: string }[] = []
beforeEach(() => {
  vi.useFakeTimers()
  answers.length = 0
  api.saveDraft.mockImplementation((_key: string, intake: unknown) => new Promise<void>((done, fail) => answers.push({ body: JSON.stringify(intake), give: (fine) => (fine ? done() : fail(new Error('lost'))) })))
})
afterEach(() => {
  vi.useRealTimers()
  sessionStorage.clear()
})
function open() {
  let draft!: ReturnType<typeof useDraft>
  const page = mount(defineComponent(() => ((draft = useDraft()), () => h('p'))))
  return { draft, leave: () => page.unmount() }
}
const settled = async () => {
  for (let i = 0; i < 6; i++) await nextTick()
}

describe('a draft', () => {
  it('is called saved only once the server has this very content', async () => {
    const { draft } = open()
    expect(draft.status.value).toBe('idle')
    draft.intake.narrative = 'a'
    expect(draft.status.value).toBe('saving')
    vi.advanceTimersByTime(1200)
    draft.intake.narrative = 'ab'
    answers[0]!.give(true)
    await settled()
    expect(draft.status.value).toBe('saving')
    vi.advanceTimersByTime(1200)
    expect(answers[1]!.body).toContain('"ab"')
    answers[1]!.give(true)
    await settled()
    expect(draft.status.value).toBe('saved')
  })

  it('is told to the server after a reload that came before the answer', async () => {
    const first = open()
    first.draft.intake.narrative = 'a'
    const again = open()
    expect(again.draft.intake.narrative).toBe('a')
    expect(again.draft.status.value).toBe('saving')
    answers.at(-1)!.give(true)
    await settled()
    expect(again.draft.status.value).toBe('saved')
    expect(open().draft.status.value).toBe('saved')
  })

  it('is told to the server by whoever leaves at once, and again when the network is back', async () => {
    const { draft, leave } = open()
    draft.intake.narrative = 'a'
    leave()
    expect(answers).toHaveLength(1)
    const back = open()
    answers.at(-1)!.give(false)
    await settled()
    expect(back.draft.status.value).toBe('local')
    window.dispatchEvent(new Event('online'))
    answers.at(-1)!.give(true)
    await settled()
    expect(back.draft.status.value).toBe('saved')
  })
})
