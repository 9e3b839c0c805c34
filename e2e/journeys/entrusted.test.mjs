// The court's story: a case sent before filing by the court's system, confirmed, mediated, reported.
import assert from 'node:assert/strict'

import * as desk from '../support/console.mjs'
import { chip, pick, pickAll, tick } from '../support/fields.mjs'
import { journey } from '../support/journey.mjs'
import { label, zh } from '../support/words.mjs'

const ZHOU = '周大海'
const QIAN = '钱有财'
const NUMBER = '（2026）甘0602诉前调123号'

const sent = (more = {}) => ({
  number: NUMBER,
  stage: 'before_filing',
  kind: 'damages',
  area: '620602130200',
  narrative: '周大海受雇为钱有财修建住房，从脚手架跌落，右腿骨折。',
  parties: [
    { side: 'applicant', kind: 'natural', name: ZHOU },
    { side: 'respondent', kind: 'natural', name: QIAN },
  ],
  consented: [1, 2],
  materials: ['起诉状', '双方同意调解书'],
  ...more,
})

/** A key for the court's system: issued by the security administrator, who sees it once. */
async function keyFor(page, desk, committee) {
  const { request } = page.context()
  const find = async (q) => (await (await request.get(`/api/v1/organisations?q=${encodeURIComponent(q)}`)).json()).items.find((one) => one.name === q).id
  const court = (await (await request.get('/api/v1/organisations?kind=court')).json()).items[0].id
  const data = { organisation: court, desk: await find(desk), committee: await find(committee), name: '诉前调解系统', scopes: ['case.send', 'case.read'], expires_on: `${new Date().getFullYear() + 1}-01-31` }
  const answer = await request.post('/api/v1/entrusting/keys', { data, headers: { 'X-Requested-With': 'journey' } })
  assert.equal(answer.status(), 201, await answer.text())
  return (await answer.json()).secret
}

journey(
  'a case the court sends is confirmed, mediated and reported back',
  async ({ as, open, person }) => {
    const mediator = person('mediator')
    const security = await as('secadmin')
    const secret = await keyFor(security, person('clerk').organisation, mediator.organisation)
    await security.goto('/admin/keys')
    await security.getByText(label('KeyScope', 'case.send')).first().waitFor()
    assert.ok(!(await security.content()).includes(secret), 'the list does not show it')

    const system = (await open()).context().request
    const headers = { Authorization: `Bearer ${secret}` }
    const ask = async () => (await system.get(`/api/v1/entrusting/cases/${encodeURIComponent(NUMBER)}`, { headers })).json()
    const receipt = await system.post('/api/v1/entrusting/cases', { data: sent(), headers })
    assert.equal(receipt.status(), 201, await receipt.text())
    const { code } = await receipt.json()
    // One that lacks a consent is kept in the inbox; the clerk adds what came later.
    const lacking = await system.post('/api/v1/entrusting/cases', { data: sent({ number: `${NUMBER}之二`, consented: [1] }), headers })
    assert.equal(lacking.status(), 409)
    const clerk = await as('clerk')
    await clerk.goto('/letters')
    await clerk.getByRole('button', { name: new RegExp(QIAN) }).click()
    const sheet = clerk.getByRole('dialog')
    await tick(QIAN)(sheet, zh.letters.consent_came)
    await sheet.getByRole('button', { name: zh.letters.replay, exact: true }).click()
    await sheet.getByText(label('InboxState', 'registered'), { exact: true }).first().waitFor()

    const director = await as('director')
    await desk.openMatter(director, code)
    await desk.makeMove(director, label('LetterMoveKind', 'ask'), { [zh.field.mediator]: pickAll(mediator.name) })
    const hand = await as('mediator')
    await desk.openMatter(hand, code)
    // The answer is the one filled button of who was asked.
    await desk.now(hand).getByRole('button').first().getByText(label('LetterMoveKind', 'confirm')).waitFor()
    await desk.makeMove(hand, label('LetterMoveKind', 'confirm'))
    await desk.section(hand, zh.letters.title).getByText(label('LetterState', 'confirmed'), { exact: true }).first().waitFor()
    assert.equal((await ask()).progress.state, 'confirmed')

    await desk.openMatter(director, code)
    await desk.makeMove(director, label('MoveKind', 'accept'))
    await desk.makeMove(director, label('MoveKind', 'assign'), { [zh.field.mediators]: pickAll(mediator.name) })
    await desk.openMatter(clerk, code)
    await desk.giveNotice(clerk)
    await desk.openMatter(hand, code)
    await desk.jointSession(hand, { on: '2026-03-06', record: '双方各自陈述，核实了伤情和票据。' })
    await desk.makeMove(hand, label('MoveKind', 'terminate'), {
      [zh.field.reason]: pick(label('TerminationReason', 'no_agreement_possible')),
      [zh.field.remedies]: tick(label('Route', 'court')),
      [zh.field.told]: chip(label('ToldHow', 'in_person')),
    })
    assert.equal((await ask()).progress.result, null, 'nothing is told before it is said')
    await desk.now(hand).getByRole('button').first().getByText(label('LetterMoveKind', 'report')).waitFor()
    await desk.makeMove(hand, label('LetterMoveKind', 'report'))
    await desk.section(hand, zh.letters.title).getByText(label('LetterState', 'reported'), { exact: true }).first().waitFor()
    const { result } = (await ask()).progress
    assert.deepEqual([result.result.kind, result.result.reason], ['failed', 'no_agreement_possible'])
  },
  { devices: ['desktop'] },
)
