import { reactive } from 'vue'
import { asRefused } from '../server'
import { say } from '../words'

/** As many photos as the server takes of one report. */
export const MOST = 9
/** Seconds between two tries while the connection is lost: a bus drives through a tunnel. */
const WAITS = [1, 2, 4, 8, 15]

/** A file that was not taken, and why. `again`: another try may help; what is no photo stays none. */
export interface Left {
  file: File
  why: string
  again: boolean
}

/** For so long, or until the network is back. */
const pause = (seconds: number) =>
  new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      resolve()
    }
    const timer = setTimeout(done, seconds * 1000)
    addEventListener('online', done)
  })

/** Sends one, again and again while the connection is lost. Nothing: it was taken. */
async function one(file: File, send: (file: File) => Promise<unknown>): Promise<Left | undefined> {
  for (const wait of [...WAITS, 0]) {
    try {
      await send(file)
      return undefined
    } catch (error) {
      const { problem, offline } = asRefused(error)
      const again = offline || problem.status >= 500
      if (!again || !wait) return { file, why: say(problem.errors?.[0]?.message ?? problem.text), again: again || [401, 409, 429].includes(problem.status) }
      await pause(wait)
    }
  }
}

/**
 * Files on their way, one after the other: how many are there, which were not taken and why. A file that lost its answer
 * is sent again, and the server knows it. `taken` is told of each that need not be kept any longer.
 */
export function useSending(send: (file: File) => Promise<unknown>, taken: (file: File) => void = () => {}) {
  const on = reactive({ busy: false, done: 0, all: 0, sent: 0, left: [] as Left[], go, again: () => go(on.left.filter((one) => one.again).map((one) => one.file)) })
  async function go(files: File[]) {
    if (on.busy || !files.length) return
    // Those that were left behind go along with the new ones.
    const before = on.left.filter((one) => one.again && !files.includes(one.file)).map((one) => one.file)
    const all = [...before, ...files]
    Object.assign(on, { busy: true, done: 0, all: all.length, left: [] })
    for (const [n, file] of all.entries()) {
      const left = await one(file, send)
      if (left?.again) {
        // The network is gone for good: the others would wait as long, each.
        on.left.push(...all.slice(n).map((file) => ({ ...left, file })))
        break
      }
      taken(file)
      if (left) on.left.push(left)
      else on.sent += 1
      on.done += 1
    }
    on.busy = false
  }
  return on
}
export type Sending = ReturnType<typeof useSending>
