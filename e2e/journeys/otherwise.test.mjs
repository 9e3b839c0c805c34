// The third story: the ones that end otherwise.
import assert from 'node:assert/strict'

import * as desk from '../support/console.mjs'
import { chip, pick, tick } from '../support/fields.mjs'
import { journey } from '../support/journey.mjs'
import { fill, label, zh } from '../support/words.mjs'

const ZHAO = '赵福海'
const LIU = '刘永成'
const quarrel = {
  applicant: ZHAO,
  respondent: LIU,
  kind: 'neighbours',
  narrative: '两家为院墙的界线争了半个月。',
}

journey(
  'a party who refuses ends the mediation and is told what remains',
  async ({ as, person }) => {
    const mediator = person('mediator')
    const clerk = await as('clerk')
    const code = await desk.registerMatter(clerk, { ...quarrel, committee: mediator.organisation })
    const director = await as('director')
    await desk.acceptAndAssign(clerk, director, { code, parties: [ZHAO, LIU], mediator })
    await desk.openMatter(clerk, code)
    await desk.consent(clerk, LIU, { given: zh.choice.no })

    // The likeliest move is the end now, and it waits for the remedies to be told.
    const hand = await as('mediator')
    await desk.openMatter(hand, code)
    const terminate = label('MoveKind', 'terminate')
    await desk.now(hand).getByRole('button').first().getByText(terminate).waitFor()
    const form = await desk.openMove(hand, terminate)
    await pick(label('TerminationReason', 'party_refuses'))(form, zh.field.reason)
    await form.getByRole('button', { name: terminate, exact: true }).click()
    await form.getByRole('alert').first().waitFor()

    await tick(label('Route', 'court'), label('Route', 'legal_aid'))(form, zh.field.remedies)
    await desk.send(hand, form, terminate)
    await desk.expectState(hand, 'MediationState', 'terminated')
    await desk.section(hand, zh.matter.timeline).getByText(terminate).first().waitFor()
  },
  { devices: ['desktop'] },
)

journey(
  'what is before the court is declined, with the reason and the way',
  async ({ as, person }) => {
    const clerk = await as('clerk')
    const code = await desk.registerMatter(clerk, {
      ...quarrel,
      [zh.register.barrier]: chip(label('Barrier', 'court')),
      committee: person('director').organisation,
    })
    const director = await as('director')
    await desk.openMatter(director, code)
    const accept = label('MoveKind', 'accept')
    await desk.now(director).getByText(fill(zh.matter.before, { move: accept })).waitFor()
    const way = desk.now(director).getByRole('button', { name: accept, exact: true })
    assert.ok(!(await way.count()) || (await way.isDisabled()), 'it cannot be accepted')
    await desk.makeMove(director, label('MoveKind', 'decline'), {
      [zh.field.reason]: pick(label('DeclineReason', 'already_before_court')),
      [zh.field.route]: pick(label('Route', 'court')),
    })
    await desk.expectState(director, 'MediationState', 'declined')
    await desk.section(director, zh.matter.timeline).getByText(label('DeclineReason', 'already_before_court')).waitFor()
  },
  { devices: ['desktop'] },
)

journey(
  'a child who may be harmed seals the matter, and it is reported at once',
  async ({ as, person }) => {
    const clerk = await as('clerk')
    const code = await desk.registerMatter(clerk, {
      ...quarrel,
      kind: 'marriage_family',
      narrative: '邻居听见孩子夜里哭喊，看到孩子胳膊上有伤。',
      [zh.register.concerns]: tick(label('Concern', 'minor_harmed')),
      committee: person('director').organisation,
    })
    await desk.openMatter(clerk, code)
    await clerk.getByText(zh.matter.sealed_text).waitFor()
    await desk.expectState(clerk, 'MediationState', 'registered')

    await desk.makeMove(clerk, zh.report.make, {
      [zh.field.ground]: pick(label('UrgentGround', 'minor_harmed')),
      [zh.field.to]: tick(label('ReportTo', 'police'), label('ReportTo', 'civil_affairs')),
      [zh.field.facts]: '看到：孩子左胳膊有淤青。听到：邻居说夜里常有哭喊。',
      [zh.field.told_how]: '电话，派出所值班室',
    })
    const reports = desk.section(clerk, zh.matter.reports)
    await reports.getByText(label('UrgentGround', 'minor_harmed')).waitFor()
    await desk.expectState(clerk, 'MediationState', 'registered')

    // The centre's coordinator, the committee's director and a clerk of the county: none of them finds it.
    for (const login of ['coordinator', 'director', 'county-clerk']) {
      const other = await as(login)
      await other.getByRole('searchbox', { name: zh.nav.search_label }).fill(code)
      await other.keyboard.press('Enter')
      await other.getByRole('heading', { name: zh.problem.missing_title }).waitFor()
      await other.getByRole('link', { name: zh.nav.matters, exact: true }).click()
      await other.getByRole('heading', { name: zh.nav.matters, exact: true }).waitFor()
      await other.getByText(new RegExp(`${fill(zh.list.all, { n: '\\d+' })}|${zh.list.empty_all}`)).waitFor()
      assert.equal(await other.locator(`a[href$="${code}"]`).count(), 0, `${login} finds it in the list`)
    }
  },
  { devices: ['desktop'] },
)
