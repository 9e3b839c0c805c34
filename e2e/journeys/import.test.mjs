// A ledger kept elsewhere: the template, rows with faults, mending, registering once.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { readSheet } from 'read-excel-file/node'
import writeSheet from 'write-excel-file/node'

import { expectAccessible } from '../support/axe.mjs'
import * as desk from '../support/console.mjs'
import { journey } from '../support/journey.mjs'
import { fill, label, zh } from '../support/words.mjs'

const ROWS = 300
const field = (code) => label('ImportField', code)

/** Presses a link and reads the spreadsheet that comes. */
async function download(page, name) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()])
  return { path: await file.path(), rows: await readSheet(await file.path()) }
}
/** Chooses a file as somebody does who found the button. */
const upload = async (page, path, name) => {
  await page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: await readFile(path) })
  await page.getByRole('heading', { name, exact: true }).waitFor()
}
const count = (page, state, n) => page.getByRole('button', { name: `${n} ${label('ImportRowState', state)}`, exact: true })
const cell = (page, n, of) => page.getByLabel(`${fill(zh.ledger.import_row, { n })} ${field(of)}`, { exact: true })

journey('a clerk brings in a ledger with three bad rows, and nothing is registered twice', async ({ as, device }) => {
  const folder = await mkdtemp(join(tmpdir(), 'bandeng-ledger-'))
  try {
    const clerk = await as('clerk')
    await clerk.goto('/matters')
    await clerk.getByRole('button', { name: zh.ledger.import, exact: true }).click()
    const template = await download(clerk, zh.ledger.import_template)
    const [heads, example] = template.rows
    assert.equal(heads[0], field('original_no'))

    // Sent back as it came, it says why nothing can be registered.
    await upload(clerk, template.path, `模板-${device}.xlsx`)
    await clerk.getByText(zh.ledger.import_empty).waitFor()

    const bad = { 41: ['kind', '邻居吵架'], 151: ['registered_on', '去年'], 261: ['applicant_phones', '123'] }
    const rows = Array.from({ length: ROWS }, (_, i) => {
      const row = [...example]
      row[0] = `${device}-${i + 1}`
      // Row 1 is the heading.
      const [of, text] = bad[i + 2] ?? []
      if (of) row[heads.indexOf(field(of))] = text
      return row
    })
    const write = async (name, sheet) => {
      const path = join(folder, name)
      const cells = [heads, ...rows].map((row) => row.map((text) => (text === null ? null : { value: String(text), type: String })))
      await writeSheet(cells, { sheet }).toFile(path)
      return path
    }
    const name = `台账-${device}.xlsx`
    const ledger = await write(name, '台账')
    await upload(clerk, ledger, name)
    await count(clerk, 'wrong', 3).waitFor()
    await count(clerk, 'right', ROWS - 3).waitFor()

    // Each fault stands under its own cell.
    for (const [n, [of, text]] of Object.entries(bad)) {
      const box = cell(clerk, n, of)
      assert.deepEqual([await box.inputValue(), await box.getAttribute('aria-invalid')], [text, 'true'])
      const told = clerk.locator(`[id="${await box.getAttribute('aria-describedby')}"]`)
      assert.ok((await told.innerText()).length > 5, 'it says what is wrong')
    }
    await clerk.getByText('邻里纠纷').first().waitFor()
    await expectAccessible(clerk)

    // One is mended in the grid, by the keyboard.
    await cell(clerk, 41, 'kind').fill(label('DisputeKind', 'neighbours'))
    await clerk.keyboard.press('Enter')
    await count(clerk, 'wrong', 2).waitFor()
    await clerk.getByRole('button', { name: fill(zh.ledger.import_commit, { n: ROWS - 2 }), exact: true }).click()
    await count(clerk, 'registered', ROWS - 2).waitFor()
    await count(clerk, 'right', 0).waitFor()

    const refused = await download(clerk, zh.ledger.import_refused)
    assert.equal(refused.rows.length, 3, 'the heading and two rows')
    assert.deepEqual(refused.rows.slice(1).map((row) => row[0]), [`${device}-150`, `${device}-260`])
    assert.ok(refused.rows[1].some((text) => String(text).includes(field('registered_on'))), 'with the reason')

    // What was over there is over here, and nothing is said to have been mediated.
    await count(clerk, 'registered', ROWS - 2).click()
    await clerk.getByRole('link', { name: label('ImportRowState', 'registered'), exact: true }).first().click()
    await clerk.waitForURL(/\/matters\/\d{16}$/)
    await desk.expectState(clerk, 'MatterState', 'closed')
    assert.equal(await clerk.getByText(label('MediationState', 'registered'), { exact: true }).count(), 0)

    // The same file is the same import; the same rows in another file are there already.
    await clerk.goto('/ledger/import')
    await upload(clerk, ledger, name)
    await count(clerk, 'registered', ROWS - 2).waitFor()
    await upload(clerk, await write(`又一份-${device}.xlsx`, '再来'), `又一份-${device}.xlsx`)
    await count(clerk, 'there', ROWS - 3).waitFor()
    await count(clerk, 'right', 0).waitFor()
    await count(clerk, 'wrong', 3).waitFor()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
