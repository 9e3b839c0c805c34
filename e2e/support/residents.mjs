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

/** The digits of the newest code, or nothing. */
export const newest = async (page) => (await ask(page, 'GET', '/public/demo/messages')).items.map((one) => /验证码(\d{6})/.exec(one.text)?.[1]).find(Boolean) ?? ''

/** The six digits of the newest code that the demo shows; a job may have to write it first. */
export async function digits(page, after = '') {
  for (let tries = 0; tries < 40; tries++) {
    const code = await newest(page)
    if (code && code !== after) return code
    await page.waitForTimeout(250)
  }
  throw new Error('no code was sent')
}

/** Whoever came by a link shows that they hold the telephone, where one is known. */
export async function prove(page) {
  const before = await newest(page)
  const send = page.getByRole('button', { name: words.door.send_code, exact: true })
  await send.or(page.getByRole('img', { name: words.sign.pad })).first().waitFor()
  if (!(await send.count())) return
  await send.click()
  await page.getByLabel(words.door.digits, { exact: true }).fill(await digits(page, before))
  await page.getByRole('button', { name: words.sign.prove_do, exact: true }).click()
  await page.getByRole('img', { name: words.sign.pad }).waitFor()
}
