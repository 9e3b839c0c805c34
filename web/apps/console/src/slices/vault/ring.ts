import { computed, shallowRef } from 'vue'
import type { Identity } from './age'
import type { Task } from './worker'

/*
 * The private keys while the vault is open: in this page's memory and nowhere else. They are gone when the vault is locked,
 * the page is closed or loaded anew, somebody signs out, or nobody has moved for five minutes.
 */
const identities = shallowRef<readonly Identity[]>([])

export const isOpen = computed(() => identities.value.length > 0)
export const held = () => [...identities.value]
export const hold = (opened: Identity[]) => (identities.value = opened)
export const drop = () => (identities.value = [])

/** What is to be put away before the vault locks: text that is not sealed yet. */
const unsettled = new Set<() => Promise<unknown>>()
export function beforeLock(settle: () => Promise<unknown>): () => void {
  unsettled.add(settle)
  return () => void unsettled.delete(settle)
}
export async function lock() {
  await Promise.allSettled([...unsettled].map((settle) => settle()))
  drop()
}

/** Does it in a thread of its own, which ends with it and takes the passphrase along. */
function apart<T>(task: Task): Promise<T> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  const answer = new Promise<T>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<{ done: T } | { failed: string }>) => ('failed' in data ? reject(new Error(data.failed)) : resolve(data.done))
    worker.onerror = (event) => reject(new Error(event.message || 'worker'))
  })
  worker.postMessage(task)
  return answer.finally(() => worker.terminate())
}
export const wrapApart = (keys: Identity[], passphrase: string) => apart<string>({ wrap: keys, passphrase })
export const unwrapApart = (wrapped: string, passphrase: string) => apart<Identity[] | null>({ unwrap: wrapped, passphrase })
