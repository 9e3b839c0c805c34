import { afterEach, describe, expect, it, vi } from 'vitest'
import { ask, onSignedOut, server } from './client'
import { ApiError, asProblem, fieldError } from './problem'

function answer(status: number, body: unknown, type = 'application/problem+json') {
  return vi.fn(async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'content-type': type } }))
}

afterEach(() => vi.unstubAllGlobals())

describe('calls', () => {
  it('throw the problem the server wrote, with its field errors', async () => {
    const problem = { code: 'invalid', status: 422, title: 'fields invalid', text: { zh: '请改', en: 'Fix' }, errors: [{ pointer: '/intake/parties/0/name', code: 'empty', message: { zh: '请写姓名', en: 'Name' } }] }
    vi.stubGlobal('fetch', answer(422, problem))
    const error = await ask(server.POST('/api/v1/session', { body: { login: '', password: '' } })).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(ApiError)
    expect(fieldError((error as ApiError).problem, '/parties/0/name')?.zh).toBe('请写姓名')
  })

  it('send the header that no cross-site form can send, on writes alone', async () => {
    const fetch = answer(200, {}, 'application/json')
    vi.stubGlobal('fetch', fetch)
    await ask(server.POST('/api/v1/session', { body: { login: '', password: '' } }))
    await ask(server.GET('/api/v1/today'))
    const [post, get] = fetch.mock.calls.map((args) => (args as unknown as [Request])[0])
    expect(post!.headers.get('x-requested-with')).toBe('bandeng')
    expect(get!.headers.has('x-requested-with')).toBe(false)
  })

  it('treat a lost network as a problem that says what is kept', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => { throw new TypeError('failed to fetch') }))
    const error = (await ask(server.GET('/api/v1/today')).catch((e: unknown) => e)) as ApiError
    expect(error.offline).toBe(true)
    expect(error.problem.text.zh).toContain('没有丢')
  })

  it('tell whoever listens that the session ended', async () => {
    const heard = vi.fn()
    onSignedOut(heard)
    vi.stubGlobal('fetch', answer(401, { code: 'unauthenticated', status: 401, title: '', text: { zh: '', en: '' } }))
    await ask(server.GET('/api/v1/today')).catch(() => undefined)
    expect(heard).toHaveBeenCalledOnce()
  })

  it('never show a proxy page as if the server had said it', () => {
    expect(asProblem('<html>', 502).code).toBe('unreadable-answer')
  })
})
