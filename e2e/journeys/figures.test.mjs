// Figures: a number with its table, what it is made of, and the statutory table.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { expectAccessible } from '../support/axe.mjs'
import * as desk from '../support/console.mjs'
import { journey } from '../support/journey.mjs'
import { label, zh } from '../support/words.mjs'

journey('a clerk sees what was registered counted, opens the number and takes the table out', async ({ as, person }) => {
  const clerk = await as('clerk')
  const committee = person('director').organisation
  const code = await desk.registerMatter(clerk, { applicant: '王有才', respondent: '陈大力', kind: 'neighbours', narrative: '两家为排水沟争执。', committee })

  await clerk.goto('/')
  await clerk.getByRole('link', { name: zh.nav.figures, exact: true }).click()
  // The job counts every few seconds; until then the page says what waits.
  const number = clerk.locator('.first button.big').first()
  for (let i = 0; i < 15 && !(await number.isVisible()); i++) {
    await clerk.waitForTimeout(1_000)
    await clerk.reload()
    await clerk.getByRole('heading', { level: 1 }).waitFor()
  }
  assert.ok(Number(await number.innerText()) >= 1)
  await expectAccessible(clerk)

  // The chart is a picture of a table, and the table is there.
  const trend = clerk.getByRole('figure', { name: zh.figures.trend, exact: true })
  await trend.getByRole('button', { name: zh.figures.as_table, exact: true }).click()
  await trend.getByRole('columnheader', { name: label('Measure', 'registered'), exact: true }).waitFor()

  await number.click()
  // What others registered before was counted already: the number can be there before this matter is in it.
  const row = clerk.locator(`a[href$="${code}"]`)
  for (let i = 0; i < 15 && !(await row.isVisible()); i++) {
    await clerk.waitForTimeout(1_000)
    await clerk.reload()
    await clerk.getByRole('heading', { level: 1 }).waitFor()
  }
  await row.waitFor()
  await expectAccessible(clerk)

  await clerk.goto('/figures/statutory')
  await clerk.getByRole('table').waitFor()
  assert.equal(await clerk.locator('tbody th[scope="row"]').count(), 39)
  await expectAccessible(clerk)
  const [file] = await Promise.all([clerk.waitForEvent('download'), clerk.getByRole('button', { name: zh.figures.take_sheet, exact: true }).click()])
  assert.equal((await readFile(await file.path())).subarray(0, 2).toString(), 'PK', 'a spreadsheet')

  await clerk.goto('/figures/measures')
  await clerk.getByText(label('Measure', 'said_kept'), { exact: true }).waitFor()
  await expectAccessible(clerk)

  // Another place than one's own is not shown, and says so.
  const other = await clerk.goto('/figures?area=620621')
  assert.ok(other)
  await clerk.getByRole('alert').waitFor()
}, { devices: ['desktop'] })
