// The first story: a traffic injury, from the window to the archive.
import assert from 'node:assert/strict'

import * as desk from '../support/console.mjs'
import { chip, pick } from '../support/fields.mjs'
import { journey } from '../support/journey.mjs'
import { fill, label, zh } from '../support/words.mjs'

const WU = '吴大勇'
const LI = '李建设'

journey(
  'a traffic injury goes from the window to the archive',
  async ({ as, person }) => {
    const mediator = person('mediator')

    const clerk = await as('clerk')
    const code = await desk.registerMatter(clerk, {
      applicant: LI,
      respondent: WU,
      kind: 'road_traffic',
      narrative: '吴大勇骑电动车与李建设的三轮车在村口相撞，李建设受伤住院。',
      claim: '赔偿医疗费、误工费',
      committee: mediator.organisation,
    })

    const director = await as('director')
    await desk.acceptAndAssign(clerk, director, { code, parties: [LI, WU], mediator })

    await desk.openMatter(clerk, code)
    await desk.giveNotice(clerk)

    const hand = await as('mediator')
    await desk.openMatter(hand, code)
    await desk.jointSession(hand, { on: '2026-03-06', place: '大柳镇综治中心', record: '双方各自陈述，核实了事实和票据。' })
    await desk.expectState(hand, 'MediationState', 'mediating')
    await desk.draftAgreement(hand, {
      facts: '双方车辆相撞，李建设受伤住院。',
      promises: [{ debtor: WU, creditor: LI, what: '医疗费、误工费', amount: '25000', due: zh.choice.at_once, how: '现金' }],
    })
    await desk.section(hand, zh.matter.agreement).getByText(/25,?000(\.00)? 元/).first().waitFor()
    await desk.makeMove(hand, label('MoveKind', 'agree_in_writing'))
    await desk.expectState(hand, 'MediationState', 'signing')
    for (const name of [LI, WU]) await desk.sign(hand, name, 'fingerprint')
    await desk.sign(hand, mediator.name, 'signature')
    await desk.makeMove(hand, label('MoveKind', 'affix_seal'))

    // In force by the rule: nobody presses for it.
    await desk.expectState(hand, 'MediationState', 'in_effect')
    const force = new RegExp(fill(zh.agreement.effective, { day: '.*\\d.*' }))
    await desk.section(hand, zh.matter.agreement).getByText(force).waitFor()
    await expectPdf(hand, '协议')

    await desk.makeMove(hand, label('MoveKind', 'fulfil'), {
      [zh.field.obligation]: pick('医疗费、误工费'),
      [zh.field.how]: chip(label('FulfilmentHow', 'receipt')),
      [zh.field.paid_fen]: '25000',
    })
    await desk.expectState(hand, 'MediationState', 'fulfilled')

    await desk.openMatter(clerk, code)
    await desk.followUp(clerk, LI, { note: '钱已经拿到，没有别的话。' })
    await desk.section(clerk, zh.matter.follow_up).getByText(label('Satisfaction', 'satisfied')).waitFor()
    await desk.makeMove(clerk, label('MatterMoveKind', 'close'))
    await desk.expectState(clerk, 'MatterState', 'closed')
    await desk.makeMove(clerk, label('MatterMoveKind', 'archive'))
    await desk.expectState(clerk, 'MatterState', 'archived')

    // Archived is read-only: nothing can be added but a follow-up, and the agreement can still be read.
    await desk.openMatter(hand, code)
    await desk.expectState(hand, 'MatterState', 'archived')
    await expectPdf(hand, '协议')
    const adding = (await hand.getByRole('button', { name: /^\+/ }).allInnerTexts()).filter((text) => !text.includes(zh.record.follow_up))
    assert.deepEqual(adding, [])
    assert.equal(await hand.getByRole('button', { name: zh.action.edit, exact: true }).count(), 0)
  },
  { devices: ['desktop'] },
)

/** A paper opens as a PDF. */
async function expectPdf(page, title) {
  const row = desk.section(page, zh.matter.papers).getByRole('listitem').filter({ hasText: title })
  const link = row.getByRole('link', { name: zh.mediation.paper_open, exact: true }).first()
  const answer = await page.request.get(await link.getAttribute('href'))
  assert.equal(answer.status(), 200)
  assert.equal(answer.headers()['content-type'], 'application/pdf')
  assert.equal((await answer.body()).subarray(0, 5).toString(), '%PDF-')
}
