// The second story: a quarrel at home that somebody told of, settled on the bench.
import assert from 'node:assert/strict'

import * as desk from '../support/console.mjs'
import { chip, day, field, moment, pick } from '../support/fields.mjs'
import { journey } from '../support/journey.mjs'
import { fill, label, zh } from '../support/words.mjs'

const HUSBAND = '周建军'
const WIFE = '何玉兰'
const REPORTER = '慕容秀兰'
const HOME = '大柳村四组周建军家'

journey(
  'a family quarrel is settled on the bench, and the reporter stays unknown',
  async ({ as, person }) => {
    const mediator = person('mediator')

    const clerk = await as('clerk')
    const code = await desk.registerMatter(clerk, {
      [zh.register.source]: chip(label('Source', 'own_initiative')),
      [zh.register.channel]: chip(label('Channel', 'telephone')),
      [zh.register.reporter]: REPORTER,
      [zh.register.capacity]: '中心户长',
      [zh.register.heard_on]: day('2026-03-02'),
      applicant: HUSBAND,
      respondent: WIFE,
      kind: 'marriage_family',
      narrative: '夫妻为照看老人和孩子经常争吵，近日又吵了起来。',
      committee: mediator.organisation,
    })
    await desk.openMatter(clerk, code)
    await desk.section(clerk, zh.matter.story).getByText(REPORTER).waitFor()

    const director = await as('director')
    await desk.acceptAndAssign(clerk, director, { code, parties: [HUSBAND, WIFE], mediator })

    const hand = await as('mediator')
    const leaks = listen(hand, REPORTER)
    await desk.openMatter(hand, code)
    await desk.giveNotice(hand, 'read_out')

    const bench = { where: 'bench', place: HOME }
    await desk.jointSession(hand, { ...bench, on: '2026-03-05', record: '双方各说各的难处，约好再谈。' })
    await alone(hand, WIFE, '2026-03-11')
    await alone(hand, HUSBAND, '2026-03-18')
    await desk.jointSession(hand, { ...bench, on: '2026-03-25', record: '双方互相赔了不是，商量好怎么照看老人和孩子。' })
    const sessions = desk.section(hand, zh.matter.sessions)
    for (const n of [1, 2, 3, 4]) await sessions.getByText(fill(zh.mediation.session_n, { n }), { exact: true }).waitFor()
    for (const name of [WIFE, HUSBAND]) await sessions.getByText(fill(zh.mediation.alone_with, { name })).waitFor()

    await desk.draftAgreement(hand, {
      facts: '双方因照看老人和孩子发生争吵。',
      promises: [
        { debtor: HUSBAND, creditor: WIFE, kind: 'act', what: '每周六、周日在家照看老人和孩子', due: zh.choice.lasting },
        { debtor: WIFE, creditor: HUSBAND, kind: 'apologise', what: '当面向老人赔个不是', due: zh.choice.at_once },
      ],
    })
    await desk.makeMove(hand, label('MoveKind', 'agree_orally'), { [zh.field.on]: day('2026-03-25') })
    await desk.expectState(hand, 'MediationState', 'in_effect')
    await desk.section(hand, zh.matter.agreement).getByText(label('AgreementForm', 'oral')).waitFor()

    // Whoever mediates reads the whole page and the day's work, and finds no word of the reporter.
    await desk.openMatter(hand, code)
    await desk.section(hand, zh.matter.timeline).getByRole('listitem').first().waitFor()
    await hand.getByRole('link', { name: zh.nav.today, exact: true }).click()
    await hand.getByRole('heading', { name: zh.nav.today, exact: true }).waitFor()
    await hand.getByRole('link', { name: zh.nav.matters, exact: true }).click()
    await hand.locator(`main a[href$="${code}"]`).waitFor()
    assert.deepEqual(await leaks(), [])

    await desk.openMatter(clerk, code)
    await desk.followUp(clerk, WIFE, { note: '这阵子没有再吵。', satisfaction: 'fair' })
    await desk.section(clerk, zh.matter.follow_up).getByText(label('Satisfaction', 'fair')).waitFor()
  },
  { devices: ['desktop'] },
)

/** A bench meeting with one party alone: the form changes its ground, and what was said has no field. */
async function alone(page, name, on) {
  const title = label('MoveKind', 'hold_session')
  const form = await desk.openMove(page, title)
  const ground = () => form.evaluate((element) => getComputedStyle(element).backgroundColor)
  await chip(zh.choice.joint)(form, zh.field.form)
  await field(form, zh.field.record).waitFor()
  const before = await ground()

  await chip(zh.choice.alone)(form, zh.field.form)
  await form.getByText(zh.mediation.alone_title).waitFor()
  await page.waitForFunction(
    ({ element, before }) => getComputedStyle(element).backgroundColor !== before,
    { element: await form.elementHandle(), before },
  )
  assert.equal(await form.locator('textarea').count(), 0, 'nothing of what was said can be written')

  await chip(label('PlaceKind', 'bench'))(form, zh.field.place_kind)
  await pick(name)(form, zh.field.party)
  await moment(on)(form, zh.field.started)
  await field(form, zh.field.place).fill(HOME)
  await desk.send(page, form, title)
}

/** Notes every page and every answer of the server that holds a word. */
function listen(page, word) {
  const found = []
  const reading = []
  page.on('response', (answer) => {
    if (!answer.url().includes('/api/')) return
    const look = (text) => text.includes(word) && found.push(answer.url())
    reading.push(answer.text().then(look, () => undefined))
  })
  return async () => {
    await Promise.all(reading)
    return found
  }
}
