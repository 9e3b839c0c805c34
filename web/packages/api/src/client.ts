import createClient, { type Middleware } from 'openapi-fetch'
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
export const server = createClient<paths>({ baseUrl: '', fetch: (request) => globalThis.fetch(request) })
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

/** A file on its way: `fetch` tells nothing of how far it is, so the older way is taken. */
export function send<T>(path: string, form: FormData, onProgress: (part: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1${path}`)
    request.setRequestHeader('X-Requested-With', 'bandeng')
    request.responseType = 'json'
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onerror = () => reject(new ApiError(networkProblem()))
    request.onload = () => {
      if (request.status === 401) signedOut.forEach((listener) => listener())
      if (request.status >= 200 && request.status < 300) resolve(request.response as T)
      else reject(new ApiError({ ...asProblem(request.response, request.status), request_id: request.getResponseHeader('x-request-id') ?? undefined }))
    }
    request.send(form)
  })
}
