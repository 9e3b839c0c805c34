// A limit counted without any matter, and a day from which one runs recorded in one.
import assert from 'node:assert/strict'

import { expectAccessible } from '../support/axe.mjs'
import * as desk from '../support/console.mjs'
import { day, pick } from '../support/fields.mjs'
import { journey } from '../support/journey.mjs'
import { fill, label, zh } from '../support/words.mjs'

journey('a limit is reckoned, and one that begins elsewhere is recorded', async ({ as, person }) => {
  const clerk = await as('clerk')
  await clerk.goto('/reckon')
  const main = clerk.getByRole('main')
  await main.getByRole('heading', { name: zh.reckon.title, exact: true }).first().waitFor()
  await pick(label('RuleId', 'T18'))(main, zh.reckon.rule)
  await day('2026-03-02')(main, fill(zh.reckon.on, { event: label('Trigger', 'act_known') }))
  await main.getByRole('button', { name: zh.clock.reckon, exact: true }).click()
  const answer = main.getByRole('status')
  await answer.waitFor()
  assert.match(await answer.innerText(), /5月6日/, 'sixty days end on Labour Day')
  await expectAccessible(clerk)

  const code = await desk.registerMatter(clerk, {
    applicant: '李建设', respondent: '吴大勇', kind: 'road_traffic', narrative: '两车相撞，一人受伤。', committee: person('director').organisation,
  })
  await desk.openMatter(clerk, code)
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  await desk.makeMove(clerk, label('MoveKind', 'note_day'), {
    [zh.field.limit]: pick(label('RuleId', 'T8')),
    [zh.field.began_on]: day(today),
  })
  await clerk.getByRole('complementary').getByText(label('RuleId', 'T8')).waitFor()
})
