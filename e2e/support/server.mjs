// The real binary on a port of its own, with a demo county in a folder that goes away afterwards.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** How the binary is told what we want: the only place that knows. */
const flags = (data, listen) => ['demo', '--data', data, '--listen', listen, '--plain', '--matters', '0']

/** What the binary says of each sign-in: name, password, person, role and organisation, with tabs between. */
const SIGN_IN = /^sign-in\t([^\t\n]+)\t([^\t\n]+)\t([^\t\n]+)\t([^\t\n]+)\t([^\t\n]+)$/gm

/** What the binary says once it listens. */
const ADDRESS = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+/

const START_LIMIT_MS = 120_000
const STOP_LIMIT_MS = 5_000

/** Where the binary is: `BANDENG_BIN`, else the dev build of the same target directory that xtask uses. */
export function binary() {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  const target = process.env.CARGO_TARGET_DIR || join(cache, 'bandeng', 'target')
  const path = process.env.BANDENG_BIN || join(resolve(root, target), 'debug', 'bandeng')
  if (!existsSync(path)) throw new Error(`${path} is not there: build it, or name it in BANDENG_BIN`)
  return path
}

/**
 * Starts a server with the demo county and waits until it is ready. `BANDENG_URL` names one that runs already (then
 * nothing is started), `BANDENG_SIGN_INS` holds the sign-ins it printed with `--plain`.
 * @returns {Promise<{url: string, people: Map<string, Person>, log: () => string, data: string | null, stop: () => Promise<void>}>}
 *   `data` is the folder with all the server keeps; none if it runs elsewhere
 * @typedef {{login: string, password: string, name: string, role: string, organisation: string}} Person
 */
export async function startServer({ bin, listen = '127.0.0.1:0', args = [], env = {} } = {}) {
  if (process.env.BANDENG_URL) {
    const printed = process.env.BANDENG_SIGN_INS ?? ''
    return { url: process.env.BANDENG_URL, people: people(printed), log: () => printed, data: null, stop: async () => {} }
  }
  const data = mkdtempSync(join(tmpdir(), 'bandeng-e2e-'))
  const child = spawn(bin ?? binary(), [...flags(data, listen), ...args], {
    cwd: data,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (printed += text))
  }
  let ended = null
  const end = new Promise((done) => {
    child.on('error', (error) => done((ended = error.message)))
    child.on('exit', (code, signal) => done((ended = `it ended with ${signal ?? code}`)))
  })
  // A journey that throws, or a runner that is interrupted, must not leave a server behind.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)

  const stop = async () => {
    if (ended === null) {
      child.kill('SIGTERM')
      await Promise.race([end, sleep(STOP_LIMIT_MS, null, { ref: false })])
      if (ended === null) kill()
      await end
    }
    process.off('exit', kill)
    rmSync(data, { recursive: true, force: true })
  }

  try {
    const url = await ready(() => printed, () => ended)
    return { url, people: people(printed), log: () => printed, data, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Waits for the address on the output, then for `/readyz`. */
async function ready(printed, ended) {
  const limit = Date.now() + START_LIMIT_MS
  while (Date.now() < limit) {
    if (ended() !== null) throw new Error(`the server did not start: ${ended()}\n${printed()}`)
    const url = printed().match(ADDRESS)?.[0]
    if (url && (await answers(`${url}/readyz`))) return url
    await sleep(50)
  }
  throw new Error(`the server was not ready after ${START_LIMIT_MS / 1000} s\n${printed()}`)
}

/** Who can sign in, by their sign-in name. */
function people(text) {
  const rows = [...text.matchAll(SIGN_IN)].map(([, login, password, name, role, organisation]) => ({
    login,
    password,
    name,
    role,
    organisation,
  }))
  return new Map(rows.map((person) => [person.login, person]))
}

async function answers(url) {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}
