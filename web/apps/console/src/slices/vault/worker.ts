import { unwrap, wrap } from './age'

/* A passphrase is made hard to guess by a second or two of work: in a thread of its own, so that the page goes on. */
export type Task = { wrap: string[]; passphrase: string } | { unwrap: string; passphrase: string }

self.onmessage = async ({ data }: MessageEvent<Task>) => {
  try {
    self.postMessage({ done: 'wrap' in data ? await wrap(data.wrap, data.passphrase) : await unwrap(data.unwrap, data.passphrase) })
  } catch (error) {
    self.postMessage({ failed: String(error) })
  }
}
