// A county's own words: taken out as text, edited, brought in with a slip, mended, published, and chosen at the window.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { expectAccessible } from '../support/axe.mjs'
import * as desk from '../support/console.mjs'
import { pick } from '../support/fields.mjs'
import { journey } from '../support/journey.mjs'
import { fill, label, zh } from '../support/words.mjs'

const words = zh.dictionaries

journey('the security administrator publishes a word and a clerk files a matter under it', async ({ as, device }) => {
  const security = await as('secadmin')
  await security.goto('/admin/dictionaries')
  await security.getByRole('heading', { level: 1, name: words.title, exact: true }).waitFor()
  await security.getByRole('button', { name: fill(words.edit, { name: '排水滴水' }), exact: true }).waitFor()
  await expectAccessible(security)

  // Taken out, it is a text a spreadsheet opens.
  const [file] = await Promise.all([security.waitForEvent('download'), security.getByRole('link', { name: words.export, exact: true }).click()])
  const text = await readFile(await file.path(), 'utf8')
  assert.ok(text.startsWith('\ufeff'), 'the mark of UTF-8')
  const name = `水窖管护${device === 'phone' ? '二' : '一'}`
  const code = `cistern_${device}`
  const line = (heading) => [label('Dictionary', 'kind'), code, heading, name, '', '40', '', ''].join(',')
  const send = async (added) => {
    const [chooser] = await Promise.all([security.waitForEvent('filechooser'), security.getByRole('button', { name: words.import, exact: true }).click()])
    await chooser.setFiles({ name: 'words.csv', mimeType: 'text/csv', buffer: Buffer.from(`${text}${added}\r\n`) })
  }

  // A slip is told by its line and column, and nothing is taken.
  await send(line('邻居纠纷'))
  const faults = security.getByRole('region', { name: words.faults, exact: true }).last()
  const row = faults.getByRole('row').last()
  await row.getByRole('cell', { name: String(text.trimEnd().split('\n').length + 1), exact: true }).waitFor()
  await row.getByRole('cell', { name: label('DictionaryColumn', 'parent'), exact: true }).waitFor()
  assert.equal(await security.getByRole('region', { name: words.draft, exact: true }).count(), 0)
  await expectAccessible(security)

  // Mended, it is a draft that says how it differs.
  await send(line(label('DisputeKind', 'neighbours')))
  const draft = security.getByRole('region', { name: words.draft, exact: true })
  await draft.getByText(fill(words.draft_n, { n: 1 })).waitFor()
  assert.match(await draft.innerText(), new RegExp(`${label('DictionaryChangeKind', 'added')}[^]*${name}`))

  // An entry is put right on the screen as well.
  await security.getByRole('button', { name: fill(words.edit, { name }), exact: true }).click()
  const sheet = security.getByRole('dialog')
  await sheet.getByLabel(words.english).fill('Cisterns')
  await expectAccessible(security)
  await sheet.getByRole('button', { name: words.to_draft, exact: true }).click()
  await draft.getByText('Cisterns').waitFor()

  await draft.getByRole('button', { name: words.publish, exact: true }).click()
  await security.getByRole('dialog').getByRole('button', { name: words.publish, exact: true }).click()
  await draft.waitFor({ state: 'detached' })
  await security.getByRole('region', { name: words.versions, exact: true }).waitFor()

  // At the window it is offered below its type, and only there.
  const clerk = await as('clerk')
  await clerk.goto('/register')
  const main = clerk.getByRole('main')
  await pick(label('DisputeKind', 'road_traffic'))(main, zh.register.kind)
  assert.equal(await main.getByLabel(zh.register.subtype).count(), 0)
  const one = { applicant: '王有才', respondent: '陈大力', kind: 'neighbours', narrative: '两家为水窖谁来清淤争执。' }
  await desk.fillRegistration(clerk, one)
  await pick(name)(main, zh.register.subtype)
  const matter = await desk.save(clerk)
  await desk.openMatter(clerk, matter)
  await clerk.getByText(`${label('DisputeKind', 'neighbours')} / ${name}`).waitFor()

  await clerk.goto(`/matters?subtype=${code}&as=table&columns=code,title,subtype`)
  await clerk.getByRole('table').waitFor()
  assert.equal(await clerk.getByRole('row').count(), 2, 'the heading and the matter')
  await clerk.getByRole('cell', { name, exact: true }).waitFor()
})
