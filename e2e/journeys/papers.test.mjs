// Papers: taken as DOCX, edited elsewhere, sent back, and what differs is shown.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { expectAccessible } from '../support/axe.mjs'
import * as desk from '../support/console.mjs'
import { journey } from '../support/journey.mjs'
import { zh } from '../support/words.mjs'

journey('a clerk takes a paper as DOCX and sends it back', async ({ as, person }) => {
  const clerk = await as('clerk')
  const committee = person('director').organisation
  const form = (narrative) => ({ applicant: '王有才', respondent: '陈大力', kind: 'neighbours', narrative, claim: '请求清理排水沟', committee })
  // Another case's application stands for what somebody changed in WPS.
  const other = await desk.registerMatter(clerk, form('两家为围墙争执。'))
  const code = await desk.registerMatter(clerk, form('两家为排水沟争执。'))
  const docxOf = (of) => clerk.request.get(`/api/v1/matters/${of}/mediations/1/papers/application?format=docx`).then((answer) => answer.body())

  await clerk.goto(`/matters/${code}`)
  const papers = clerk.locator('#papers')
  const row = papers.getByRole('listitem').filter({ hasText: '人民调解申请书' })
  const [taken] = await Promise.all([clerk.waitForEvent('download'), row.getByRole('link', { name: zh.mediation.docx_of.replace('{name}', '人民调解申请书'), exact: true }).click()])
  const bytes = await readFile(await taken.path())
  assert.equal(bytes.subarray(0, 2).toString(), 'PK', 'a DOCX')
  assert.match(taken.suggestedFilename(), /人民调解申请书.*\.docx$/)

  await row.getByRole('button', { name: zh.mediation.versions_of.replace('{name}', '人民调解申请书'), exact: true }).click()
  const sheet = clerk.getByRole('dialog')
  await sheet.getByText(zh.mediation.no_versions, { exact: true }).waitFor()
  const send = async (name, buffer) => sheet.locator('input[type="file"]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer })
  await send('申请书.docx', bytes)
  await sheet.getByText(zh.mediation.version_same, { exact: true }).waitFor()
  await send('申请书改.docx', await docxOf(other))
  await sheet.locator('ins', { hasText: '围墙' }).first().waitFor()
  await sheet.locator('del', { hasText: '排水沟' }).first().waitFor()
  await expectAccessible(clerk)

  // What is no DOCX is refused in a sentence, and nothing is lost.
  await send('坏.docx', Buffer.from('%PDF-1.7'))
  await sheet.getByRole('alert').waitFor()
  assert.equal(await sheet.locator('ol > li').count(), 2)
})
