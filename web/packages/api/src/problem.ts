import type { Text } from './contract'

/** RFC 9457 problem details, as the server writes them. */
export interface Problem {
  type?: string
  code: string
  status: number
  title: Text
  detail?: Text
  errors?: FieldError[]
  /** On 409 `stale_version`: what happened since the page was read. */
  changes?: Change[]
  request_id?: string
}

export interface FieldError {
  /** JSON pointer into the body that was sent. */
  pointer: string
  code: string
  message: Text
}

export interface Change {
  at: number
  actor: string
  sentence: Text
}

/** Thrown by every call that did not succeed. A lost network is a problem like any other, with status 0. */
export class ApiError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.status} ${problem.code}`)
    this.problem = problem
  }

  get offline(): boolean {
    return this.problem.status === 0
  }
}

export function isApiError(error: unknown): error is ApiError {
  return error instanceof ApiError
}

/** The message for one field, by the pointer of what was sent. */
export function fieldError(problem: Problem | null | undefined, pointer: string): Text | undefined {
  return problem?.errors?.find((error) => error.pointer === pointer)?.message
}

export function networkProblem(): Problem {
  return {
    code: 'network',
    status: 0,
    title: { zh: '连不上服务器', en: 'The server cannot be reached' },
    detail: {
      zh: '您写的还在这里，没有丢。请看看网络，再试一次。',
      en: 'What you wrote is still here. Check the network and try again.',
    },
  }
}

/** When an answer is no problem document (a proxy's page, an empty 502), say what is known. */
export function asProblem(body: unknown, status: number): Problem {
  if (body && typeof body === 'object' && 'title' in body && 'code' in body) return body as Problem
  return {
    code: 'unreadable_answer',
    status,
    title: { zh: '服务器没有给出可读的答复', en: 'The server gave no readable answer' },
    detail: {
      zh: `代码 ${status}。您写的还在这里;稍等片刻再试,仍不行请联系管理员。`,
      en: `Code ${status}. What you wrote is still here; try again shortly, then ask your administrator.`,
    },
  }
}
