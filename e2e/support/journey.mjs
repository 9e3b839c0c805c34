// A journey: a server, a browser and somebody's window, for each device; a picture is kept of the moment it fails.
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { DEVICES, openBrowser, openWindow } from './browser.mjs'
import { signIn } from './console.mjs'
import { startServer } from './server.mjs'

const OUT = join(dirname(fileURLToPath(import.meta.url)), '..', 'out')
const LIMIT_MS = 300_000

/** How the server of a file of journeys is started, where it is not as usual: `{listen, args}`. */
export const house = {}

let server
let browser

/** With the first journey, when its file has said how. One after the other: without a server no browser is left open. */
let started
const start = () =>
  (started ??= (async () => {
    server = await startServer(house)
    browser = await openBrowser()
  })())

after(async () => {
  await browser?.close()
  await server?.stop()
})

/**
 * Journeys of one file share its server and browser, each starts in a new window.
 * @param {string} name a sentence
 * @param {(on: {open: () => Promise<import('playwright-core').Page>, device: string,
 *   as: (login: string) => Promise<import('playwright-core').Page>,
 *   person: (login: string) => import('./server.mjs').Person, device: string,
 *   kept: (text: string) => {found: string[], looked: number}}) => Promise<void>} walk
 *   `open` opens a stranger's window, `as` that of somebody who is signed in
 * @param {{devices?: (keyof typeof DEVICES)[], host?: string}} options `host`: passkeys are for names, not for addresses
 */
export function journey(name, walk, { devices = ['desktop', 'phone'], host = '127.0.0.1' } = {}) {
  for (const device of devices) {
    test(`${name} (${device})`, { timeout: LIMIT_MS }, async () => {
      await start()
      const windows = []
      const open = async () => {
        const window = await openWindow(browser, server.url.replace('127.0.0.1', host), DEVICES[device])
        windows.push(window)
        return window.page
      }
      const as = async (login) => {
        const page = await open()
        await signIn(page, person(login))
        return page
      }
      try {
        await walk({ open, as, person, device, kept })
        const troubles = windows.flatMap((window) => window.troubles)
        if (troubles.length > 0) throw new Error(`the page threw:\n${troubles.join('\n')}`)
      } catch (error) {
        await picture(windows, `${name}-${device}`)
        throw error
      } finally {
        await Promise.all(windows.map(({ context }) => context.close()))
      }
    })
  }
}

/** Which files of the server hold a text, the log included; and how many bytes were looked at. */
function kept(text) {
  const wanted = Buffer.from(text)
  const found = server.log().includes(text) ? ['log'] : []
  let looked = 0
  for (const entry of readdirSync(server.data, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = readFileSync(path)
    looked += bytes.length
    if (bytes.includes(wanted)) found.push(path)
  }
  return { found, looked }
}

function person(login) {
  const found = server.people.get(login)
  if (!found) throw new Error(`nobody signs in as ${login}:\n${server.log()}`)
  return found
}

async function picture(windows, name) {
  mkdirSync(OUT, { recursive: true })
  for (const [n, { page }] of windows.entries()) {
    const path = join(OUT, `${name.replace(/[^\p{L}\p{N}]+/gu, '-')}-${n + 1}.png`)
    await page.screenshot({ path, fullPage: true }).catch(() => {})
    console.error(`see ${path}`)
  }
}
