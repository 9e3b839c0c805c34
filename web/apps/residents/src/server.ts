import type { Problem } from '@bandeng/api'
import { local } from './words'

/** What went wrong; status 0: the network is gone, and nothing is known of what became of the request. */
export class Refused extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.status} ${problem.code}`)
    this.problem = problem
  }

  get offline(): boolean {
    return this.problem.status === 0
  }

  /** The door is shut: the session ended, or there was none. */
  get shut(): boolean {
    return this.problem.code === 'entry-needed'
  }
}

export function asRefused(error: unknown): Refused {
  return error instanceof Refused ? error : new Refused(lost())
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

interface Options {
  method?: Method
  body?: unknown
  /** The submission's own number: sent again after a lost connection, it is done once. */
  once?: string
}

/** A submission's own number. Also where the page came without encryption, and a browser knows no UUIDs. */
export function once(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** How long an answer may take on a slow network before somebody is asked to try again. */
const PATIENCE = 25_000
/** What the slowest network carries, in bytes a second: files get their time. */
const SLOWEST = 12_000
const weight = (form: FormData) => [...form.values()].reduce((sum, value) => sum + (typeof value === 'string' ? 0 : value.size), 0)

/** Asks the server; every failure is a [`Refused`]. */
export async function ask<T>(path: string, { method = 'GET', body, once }: Options = {}): Promise<T> {
  const headers: Record<string, string> = {}
  // No foreign page can send this header.
  if (method !== 'GET') headers['X-Requested-With'] = 'bandeng'
  if (once) headers['Idempotency-Key'] = once
  const form = body instanceof FormData
  if (body !== undefined && !form) headers['Content-Type'] = 'application/json'
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE + (form ? (weight(body as FormData) / SLOWEST) * 1000 : 0))
  let response: Response
  let text: string
  try {
    const sent = form ? (body as FormData) : body === undefined ? undefined : JSON.stringify(body)
    response = await fetch(`/api/v1${path}`, { method, headers, body: sent, credentials: 'same-origin', signal: patience.signal })
    text = await response.text()
  } catch {
    throw new Refused(lost())
  } finally {
    clearTimeout(timer)
  }
  let answer: unknown
  try {
    answer = text ? JSON.parse(text) : undefined
  } catch {
    answer = undefined
  }
  if (!response.ok) throw new Refused((answer as Problem | undefined) ?? { ...lost(), status: response.status, code: 'unreadable' })
  return answer as T
}

/** The message for one field. */
export function wrong(problem: Problem | null | undefined, pointer: string) {
  return problem?.errors?.find((error) => error.pointer === pointer)?.message
}

function lost(): Problem {
  return {
    type: 'about:blank',
    status: 0,
    title: 'No network',
    code: 'network',
    text: local('shell.lost'),
  }
}
