// The ledger: asking, keeping the question, choosing several, taking a spreadsheet out.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { expectAccessible } from '../support/axe.mjs'
import * as desk from '../support/console.mjs'
import { journey } from '../support/journey.mjs'
import { fill, label, zh } from '../support/words.mjs'

journey('a clerk keeps a view, moves several at once and takes the list out', async ({ as, person }) => {
  const clerk = await as('clerk')
  const committee = person('director').organisation
  const one = { applicant: '王有才', respondent: '陈大力', kind: 'neighbours', narrative: '两家为排水沟争执。', committee }
  const code = await desk.registerMatter(clerk, one)
  await desk.registerMatter(clerk, { ...one, applicant: '李桂花', kind: 'contract', narrative: '定金退不退说不清。' })

  await clerk.goto('/matters?kind=neighbours')
  await clerk.locator(`a[href$="${code}"]`).waitFor()
  await clerk.getByRole('button', { name: zh.ledger.as_table, exact: true }).click()
  await clerk.getByRole('table').waitFor()
  assert.equal(await clerk.getByRole('row').count(), 2, 'the heading and one matter')
  await expectAccessible(clerk)

  // On paper it says what it is; what can be pressed is not there.
  await clerk.emulateMedia({ media: 'print' })
  const paper = await clerk.getByRole('main').innerText()
  assert.ok(paper.includes(fill(zh.ledger.asked, { name: zh.list.kind, value: label('DisputeKind', 'neighbours') })), paper)
  assert.ok(paper.includes(fill(zh.ledger.on_paper, { rows: 1, of: fill(zh.ledger.size, { n: 1 }) })), paper)
  assert.equal(await clerk.getByRole('main').getByRole('button').count(), 0)
  await clerk.emulateMedia({ media: null })

  // The question is kept under a name and asked again from anywhere.
  await clerk.getByRole('button', { name: zh.ledger.view_keep, exact: true }).click()
  await clerk.getByRole('dialog').getByRole('textbox').first().fill('邻里的')
  await clerk.keyboard.press('Enter')
  await clerk.getByRole('heading', { level: 1, name: '邻里的' }).waitFor()
  await clerk.goto('/matters')
  await clerk.getByRole('button', { name: '邻里的', exact: true }).click()
  await clerk.waitForURL(/kind=neighbours/)
  await clerk.getByRole('table').waitFor()

  // What cannot be moved says why and changes nothing.
  await clerk.getByRole('checkbox', { name: zh.ledger.choose_all, exact: true }).check()
  await clerk.locator('.bulk').getByRole('button', { name: label('MatterMoveKind', 'close'), exact: true }).click()
  await clerk.getByRole('dialog').getByRole('button', { name: label('MatterMoveKind', 'close'), exact: true }).click()
  await clerk.getByRole('dialog').getByText('还有程序没有结束').waitFor()
  await clerk.keyboard.press('Escape')

  await clerk.getByRole('button', { name: zh.ledger.export, exact: true }).click()
  const sheet = clerk.getByRole('dialog')
  await sheet.getByRole('button', { name: zh.ledger.export_take, exact: true }).click()
  await sheet.getByText('请写明理由').waitFor()
  await sheet.getByRole('textbox').last().fill('季度核对')
  const [file] = await Promise.all([clerk.waitForEvent('download'), clerk.keyboard.press('Enter')])
  const bytes = await readFile(await file.path())
  assert.equal(bytes.subarray(0, 2).toString(), 'PK', 'a spreadsheet')
}, { devices: ['desktop'] })
