import type { Text } from './contract'

/** RFC 9457 problem details, as the server writes them. */
export interface Problem {
  type: string
  status: number
  /** In English, for machines and logs. */
  title: string
  /** Stable, such as `stale-version`. */
  code: string
  /** For people, in both languages. */
  text: Text
  errors?: FieldError[]
  /** With `stale-version`: what happened since the page was read. */
  changes?: Change[]
  /** Read from the answer's header, to be told to whoever looks into it. */
  request_id?: string
}

export interface FieldError {
  /** JSON pointer into the body that was sent, or the section where a missing thing is mended. */
  pointer?: string | null
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

/** The message for one field, by its pointer. A form knows its own fields; what wraps them on the way is not its business. */
export function fieldError(problem: Problem | null | undefined, pointer: string): Text | undefined {
  return problem?.errors?.find((error) => error.pointer === pointer || error.pointer?.endsWith(pointer))?.message
}

/** What the server says of fields left empty, where it could not say so itself. */
export function emptyProblem(pointers: readonly string[]): Problem {
  return {
    type: 'about:blank',
    code: 'fields-invalid',
    status: 422,
    title: 'fields-invalid',
    text: { zh: '有几处需要改一下，其余内容都还在。', en: 'A few fields need mending; everything else is kept.' },
    errors: pointers.map((pointer) => ({ pointer, code: 'required', message: { zh: '请填写这一项。', en: 'Please fill this in.' } })),
  }
}

export function networkProblem(): Problem {
  return {
    type: 'about:blank',
    code: 'network',
    status: 0,
    title: 'network',
    text: { zh: '连不上服务器。您写的还在这里，没有丢。请看看网络，再试一次。', en: 'The server cannot be reached. What you wrote is still here. Check the network and try again.' },
  }
}

/** When an answer is no problem document (a proxy's page, an empty 502), say what is known. */
export function asProblem(body: unknown, status: number): Problem {
  if (body && typeof body === 'object' && 'text' in body && 'code' in body) return body as Problem
  return {
    type: 'about:blank',
    code: 'unreadable-answer',
    status,
    title: 'unreadable answer',
    text: {
      zh: `服务器没有给出可读的答复（${status}）。您写的还在这里；稍等片刻再试，仍不行请联系管理员。`,
      en: `The server gave no readable answer (${status}). What you wrote is still here; try again shortly, then ask your administrator.`,
    },
  }
}
