// The file of a case: bound, checked by a stranger, drawn by lot, scored, and sent back with a reason and a day.
import assert from 'node:assert/strict'
import { expectAccessible } from '../support/axe.mjs'
import { day, fillIn } from '../support/fields.mjs'
import { journey } from '../support/journey.mjs'
import { zh } from '../support/words.mjs'

journey('the judicial office draws files and one goes back', async ({ as, open }) => {
  // Whoever holds a bound file can ask whether it is true.
  const director = await as('director')
  // The stories end with one finished file: what is drawn is this one.
  const archived = await director.request.get('/api/v1/matters?limit=1&state=archived').then((answer) => answer.json())
  const { code, title } = archived.items[0]
  await director.goto(`/matters/${code}`)
  const dossier = director.locator('#dossier')
  await dossier.getByRole('button', { name: zh.dossier.bind, exact: true }).click()
  const mark = await dossier.locator('dd', { hasText: /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/ }).innerText()

  const stranger = await open()
  await stranger.goto('/check')
  await fillIn(stranger, { [zh.check.mark]: mark.toLowerCase() })
  await stranger.getByRole('button', { name: zh.check.ask, exact: true }).click()
  await stranger.getByText(/这是真的/).waitFor()
  assert.equal(await stranger.getByText(title).count(), 0, 'nothing of what it says')
  await fillIn(stranger, { [zh.check.mark]: '0000-0000-0000-0000' })
  await stranger.getByRole('button', { name: zh.check.ask, exact: true }).click()
  await stranger.getByText(/查不到这份文书/).waitFor()
  await expectAccessible(stranger)

  const judicial = await as('judicial')
  await judicial.goto('/reviews')
  await judicial.getByRole('button', { name: zh.review.draw, exact: true }).first().click()
  const sheet = judicial.getByRole('dialog')
  await fillIn(sheet, { [zh.review.how_many]: '1', [zh.review.seed]: '4-2-6-1' })
  await sheet.getByRole('button', { name: zh.review.draw_do, exact: true }).click()
  await judicial.waitForURL(/\/reviews\/\d+$/)
  const review = judicial.url()
  const files = judicial.locator('a[href*="/files/"]')
  await files.first().waitFor()
  await expectAccessible(judicial)

  // The house has looked; a human gives the points. What is vital and missing sends the file back.
  await judicial.locator('a[href$="/files/1"]').first().click()
  const notice = judicial.getByRole('listitem').filter({ hasText: '权利义务告知书齐全' })
  await notice.getByRole('spinbutton').fill('0')
  await fillIn(notice, { [zh.review.why]: '卷内没有权利义务告知书' })
  await judicial.getByText(/^应当退回/).waitFor()
  await judicial.getByRole('button', { name: zh.review.score_do, exact: true }).click()
  await judicial.getByRole('button', { name: zh.review.send_back, exact: true }).click()
  const soon = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10)
  await fillIn(judicial.getByRole('main'), { [zh.review.reason]: '缺权利义务告知书，请补做并由各方签收', [zh.review.until]: day(soon) })
  await judicial.getByRole('button', { name: zh.review.send_back_do, exact: true }).click()
  await judicial.getByText(/^退回，限/).waitFor()
  await expectAccessible(judicial)
  await judicial.goto(review)
  await judicial.getByText(zh.review.returned, { exact: true }).first().waitFor()

  // The committee reads why.
  await director.goto(`/matters/${code}`)
  await director.getByText('缺权利义务告知书，请补做并由各方签收').first().waitFor()
}, { devices: ['desktop'] })
