// What people do on the residents' pages.
import { readFileSync } from 'node:fs'

import { expectAccessible } from './axe.mjs'

const read = (path) => readFileSync(new URL(`../../web/${path}`, import.meta.url), 'utf8')

/** The Chinese catalogue of the residents' pages. */
export const { default: words } = await import(
  `data:text/javascript,${encodeURIComponent(read('apps/residents/src/locales/zh.ts'))}`
)

/** Opens a link that was sent, and taps. */
export async function openLink(page, link) {
  await page.goto(link)
  await page.getByRole('button', { name: words.door.go, exact: true }).click()
}

/** Writes a name on the pad with a finger. */
export async function write(page, name) {
  const pad = page.getByRole('img', { name })
  await pad.scrollIntoViewIfNeeded()
  const box = await pad.boundingBox()
  for (const at of [0.15, 0.4, 0.65]) {
    await page.mouse.move(box.x + box.width * at, box.y + box.height * 0.3)
    await page.mouse.down()
    for (let i = 1; i <= 12; i++) await page.mouse.move(box.x + box.width * (at + i * 0.015), box.y + box.height * (0.3 + (i % 4) * 0.08))
    await page.mouse.up()
  }
}

/** A small old telephone with the text at twice its size: nothing may hang out at the side. */
export async function smallAndLarge(page) {
  const before = page.viewportSize()
  await page.setViewportSize({ width: 360, height: 640 })
  await page.evaluate(() => (document.documentElement.style.fontSize = '225%'))
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (wide > 1) throw new Error(`${page.url()} is ${wide} pixels too wide at 360 px and twice the text`)
  return async () => {
    await page.evaluate(() => (document.documentElement.style.fontSize = ''))
    await page.setViewportSize(before)
  }
}

/** Accessible at its end, where the bar with the telephone number lies under the page and not over it. */
export async function accessible(page) {
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
  await expectAccessible(page)
}

/** Keeps a picture where `SHOTS` names a folder. */
export async function shot(page, name) {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
}

/** Asks the server as whoever sits at this page. */
export async function ask(page, method, path, data) {
  const answer = await page.request.fetch(`/api/v1${path}`, { method, data, headers: { 'X-Requested-With': 'bandeng' } })
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`)
  return answer.status() === 204 ? null : answer.json()
}
