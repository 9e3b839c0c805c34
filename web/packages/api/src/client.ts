import createClient, { type Middleware } from 'openapi-fetch'
import type { Wire } from './contract'
import type { paths } from './schema'
import { ApiError, asProblem, networkProblem } from './problem'

type Listener = () => void
const signedOut = new Set<Listener>()

/** Called when any answer is 401: the session ended, here or on the server. */
export function onSignedOut(listener: Listener): void {
  signedOut.add(listener)
}

const guard: Middleware = {
  onRequest({ request }) {
    // A header that no cross-site form can send; the server refuses writes without it.
    if (request.method !== 'GET') request.headers.set('X-Requested-With', 'bandeng')
    return request
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && schemaPath !== '/api/v1/session') signedOut.forEach((listener) => listener())
  },
}

/** The server, typed by its own document. */
export const server = createClient<Wire<paths>>({ baseUrl: '', fetch: (request) => globalThis.fetch(request) })
server.use(guard)

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** An answer's body, or an ApiError. */
export async function ask<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer
  try {
    answer = await request
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(networkProblem())
  }
  const { response } = answer
  if (!response.ok) throw new ApiError({ ...asProblem(answer.error, response.status), request_id: response.headers.get('x-request-id') ?? undefined })
  return answer.data as T
}

// Addresses that the server's document does not have yet: sign-in, people, places, audit, papers, attachments.
// Each moves to `server` when it appears there; then this goes.
interface LooseInit {
  params?: { path?: Record<string, string | number>; query?: Record<string, unknown> }
  body?: unknown
  bodySerializer?: (body: never) => BodyInit
}
type Loose = Record<'GET' | 'POST' | 'PUT' | 'DELETE', (path: string, init?: LooseInit) => Promise<Answer<unknown>>>

export function call<T>(method: keyof Loose, path: string, init: LooseInit = {}): Promise<T> {
  return ask((server as unknown as Loose)[method](`/api/v1${path}`, init)) as Promise<T>
}
