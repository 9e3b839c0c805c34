// A county's own wording: a slip is named with its place and mended, the draft is seen as a specimen and published.
import assert from 'node:assert/strict'
import { expectAccessible } from '../support/axe.mjs'
import { journey } from '../support/journey.mjs'
import { fill, zh } from '../support/words.mjs'

const words = zh.templates
const shared = zh.dictionaries

journey('the security administrator changes the wording of a paper', async ({ as, device }) => {
  const page = await as('secadmin')
  await page.goto('/admin/templates')
  await page.getByRole('heading', { level: 1, name: words.title, exact: true }).waitFor()
  await expectAccessible(page)
  const [title, sentence] = device === 'phone' ? ['证据材料清单', '县里样式二。'] : ['调解回访记录', '县里样式一。']
  await page.getByRole('link', { name: new RegExp(`${title}$`) }).click()

  const editor = page.getByRole('textbox', { name: words.editor, exact: true })
  const standard = await editor.inputValue()
  assert.match(standard, /@/)
  await page.getByText(words.same, { exact: true }).waitFor()

  // A slip of the pen: the field there is, is named, and one press mends it.
  await editor.fill(`${standard}\n${sentence}{comittee.name}`)
  await page.getByText(fill(words.faulty, { n: 1 })).waitFor()
  const line = standard.split('\n').length + 1
  await page.getByRole('button', { name: fill(words.at, { line, column: [...sentence].length + 2 }), exact: true }).waitFor()
  assert.equal(await page.getByRole('link', { name: words.preview, exact: true }).count(), 0)
  assert.ok(await page.getByRole('button', { name: shared.publish, exact: true }).isDisabled())
  await expectAccessible(page)
  await page.getByRole('button', { name: fill(words.mend, { name: 'committee.name' }), exact: true }).click()
  await page.getByText(words.saved).waitFor()
  assert.match(await editor.inputValue(), /\{committee\.name\}$/)
  await page.getByRole('region', { name: words.difference, exact: true }).getByText(sentence).waitFor()

  // What was typed is there again after coming back.
  await page.reload()
  await page.getByText(words.saved).waitFor()
  const address = await page.getByRole('link', { name: words.preview, exact: true }).getAttribute('href')
  const specimen = await page.request.get(address)
  assert.equal(specimen.status(), 200)
  assert.equal((await specimen.body()).subarray(0, 5).toString(), '%PDF-')

  await page.getByRole('button', { name: shared.publish, exact: true }).click()
  const sheet = page.getByRole('dialog')
  await expectAccessible(page)
  await sheet.getByRole('button', { name: shared.publish, exact: true }).click()
  await sheet.waitFor({ state: 'detached' })
  await page.getByRole('region', { name: shared.versions, exact: true }).getByText(/起施行$/).waitFor()
})
