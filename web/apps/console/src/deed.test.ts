import { ApiError, type Problem } from '@bandeng/api'
import { describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import { useDeed } from './deed'

const refused = (status: number) => new ApiError({ type: 'about:blank', status, text: { zh: '不行', en: 'No' } } as unknown as Problem)

describe('a deed', () => {
  it('says that it runs, and that it was done', async () => {
    const { busy, problem, run } = useDeed()
    let then = () => {}
    const going = run(() => new Promise<void>((resolve) => (then = resolve)), 'keep')
    expect(busy.value).toBe('keep')
    then()
    expect(await going).toBe(true)
    expect([busy.value, problem.value]).toEqual(['', null])
  })
  it('keeps why it was refused, and points at the field at fault', async () => {
    const root = document.createElement('form')
    root.innerHTML = '<input><input aria-invalid="true" id="wrong">'
    document.body.append(root)
    const { busy, problem, run } = useDeed({ form: ref(root) })
    expect(await run(() => Promise.reject(refused(422)))).toBe(false)
    expect(problem.value?.status).toBe(422)
    expect(document.activeElement?.id).toBe('wrong')
    expect(busy.value).toBe('')
  })
  it('reads again what somebody else changed meanwhile, and only then', async () => {
    const stale = vi.fn()
    const { run } = useDeed({ stale })
    await run(() => Promise.reject(refused(422)))
    expect(stale).not.toHaveBeenCalled()
    await run(() => Promise.reject(refused(409)))
    expect(stale).toHaveBeenCalledOnce()
  })
  it('does not hide a fault of ours', async () => {
    const { busy, problem, run } = useDeed()
    await expect(run(() => Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError)
    expect([busy.value, problem.value]).toEqual(['', null])
  })
})
