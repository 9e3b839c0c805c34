// Two parties sign a paper on the desk's screen, in any order; a dot is no signature.
import assert from 'node:assert/strict'

import { expectAccessible } from '../support/axe.mjs'
import * as desk from '../support/console.mjs'
import { journey } from '../support/journey.mjs'
import { fill, label, zh } from '../support/words.mjs'

const NAMES = ['李建设', '吴大勇']

/** Writes on the pad with the mouse. */
async function write(page) {
  const pad = page.getByRole('img', { name: zh.signing.pad })
  await pad.scrollIntoViewIfNeeded()
  const box = await pad.boundingBox()
  for (const at of [0.15, 0.4, 0.65]) {
    await page.mouse.move(box.x + box.width * at, box.y + box.height * 0.3)
    await page.mouse.down()
    for (let i = 1; i <= 12; i++) await page.mouse.move(box.x + box.width * (at + i * 0.015), box.y + box.height * (0.3 + (i % 4) * 0.08))
    await page.mouse.up()
  }
}

journey('two parties sign the notice of rights on the desk\u2019s screen', async ({ as, person, device }) => {
  const clerk = await as('clerk')
  const code = await desk.registerMatter(clerk, { applicant: NAMES[0], respondent: NAMES[1], kind: 'neighbours', narrative: '两家为排水沟争执。', claim: '请求清理排水沟', committee: person('director').organisation })
  await desk.openMatter(clerk, code)
  const part = clerk.locator('#signatures')
  await part.getByRole('button', { name: `+ ${zh.signing.ask}` }).click()
  const form = desk.form(clerk, zh.signing.ask)
  await form.getByRole('combobox').first().click()
  await clerk.getByRole('option').filter({ hasText: '权利义务告知书' }).click()
  await desk.send(clerk, form, zh.signing.ask)
  await part.getByText(fill(zh.signing.waits, { n: 2 }), { exact: true }).waitFor()

  // The respondent first.
  for (const [left, name] of [[1, NAMES[1]], [0, NAMES[0]]]) {
    await part.getByRole('listitem').filter({ hasText: name }).getByRole('link', { name: zh.signing.on_screen, exact: true }).click()
    await clerk.getByRole('heading', { name: fill(zh.signing.write, { name }) }).waitFor()
    await expectAccessible(clerk)
    const pad = clerk.getByRole('img', { name: zh.signing.pad })
    if (left) {
      await pad.click()
      await clerk.getByRole('button', { name: zh.signing.sign, exact: true }).click()
      await clerk.getByRole('alert').filter({ hasText: '这还不是签名' }).waitFor()
    }
    await write(clerk)
    if (process.env.SHOTS) await clerk.screenshot({ path: `${process.env.SHOTS}/sign-${device}-${left}.png`, fullPage: true })
    await clerk.getByRole('button', { name: zh.signing.sign, exact: true }).click()
    await clerk.getByRole('heading', { name: zh.signing.done, exact: true }).waitFor()
    await clerk.getByRole('button', { name: zh.signing.back, exact: true }).click()
    await part.getByText(left ? fill(zh.signing.waits, { n: left }) : label('SigningState', 'complete'), { exact: true }).waitFor()
  }
  if (process.env.SHOTS) await part.screenshot({ path: `${process.env.SHOTS}/section-${device}.png` })
  const signed = await clerk.request.get(await part.getByRole('link', { name: zh.signing.open_signed }).getAttribute('href'))
  assert.equal(signed.headers()['content-type'], 'application/pdf')
  if (process.env.SHOTS) (await import('node:fs')).writeFileSync(`${process.env.SHOTS}/signed-${device}.pdf`, await signed.body())
  await expectAccessible(clerk)
})
