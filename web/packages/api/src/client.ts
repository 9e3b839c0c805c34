import createClient, { type Middleware } from 'openapi-fetch'
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
    if (response.status === 401 && schemaPath !== '/session') signedOut.forEach((listener) => listener())
  },
}

// Interim: the server's document is not generated yet, so paths are loose here and nowhere else.
type LooseInit = {
  params?: { path?: Record<string, string | number>; query?: Record<string, unknown>; header?: Record<string, string> }
  body?: unknown
  bodySerializer?: (body: never) => BodyInit
  signal?: AbortSignal
}
type Loose = Record<
  'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  (path: string, init?: LooseInit) => Promise<{ data?: unknown; error?: unknown; response: Response }>
>

const client = createClient({ baseUrl: '/api/v1', fetch: (request) => globalThis.fetch(request) })
client.use(guard)
const loose = client as unknown as Loose

/** One call: the answer's body, or an ApiError. */
export async function call<T>(method: keyof Loose, path: string, init: LooseInit = {}): Promise<T> {
  let answer
  try {
    answer = await loose[method](path, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(networkProblem())
  }
  const { response } = answer
  if (!response.ok) throw new ApiError({ ...asProblem(answer.error, response.status), request_id: response.headers.get('x-request-id') ?? undefined })
  return answer.data as T
}
