// Eleven claimants and a company: representatives, two extensions, four instalments, a ruling, and one that is late.
import assert from 'node:assert/strict'

import * as desk from '../support/console.mjs'
import { chip, day, field, fillIn, moment, pick, tick } from '../support/fields.mjs'
import { journey } from '../support/journey.mjs'
import { fill, label, zh } from '../support/words.mjs'

const growers = [...'甲乙丙丁戊己庚辛壬癸子'].map((name) => `种植户${name}`)
const five = growers.slice(0, 5)
const company = '凉州区大柳农业发展有限公司'
const chief = '钱广进'
const speakers = [...five, company]

const ago = (days) => new Date(Date.now() + 8 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10)
const told = (date) => date.split('-').map(Number)
const zhDay = (date) => `${told(date)[1]}月${told(date)[2]}日`

/** Ticks exactly these parties, and gives each the same day. */
const agreed = (date) => async (scope) => {
  const rows = scope.getByRole('group', { name: new RegExp(zh.field.consents) }).getByRole('listitem')
  for (const row of await rows.all()) {
    const name = (await row.innerText()).split('\n')[0].trim()
    await day(date)(row, fill(zh.clock.agreed_on, { name }))
  }
}

async function register(clerk, committee) {
  await clerk.goto('/register')
  const main = clerk.getByRole('main')
  await desk.fillRegistration(clerk, {
    applicant: growers[0], respondent: company, kind: 'contract', committee,
    narrative: '十一户种植户与公司签订订单种植合同，公司七年间陆续拖欠收购款四十万元。',
  })
  for (const [i, name] of growers.slice(1).entries()) {
    await main.getByRole('button', { name: zh.register.add_party }).first().click()
    await fillIn(desk.party(clerk, i + 1), { [zh.register.name]: name })
  }
  const last = desk.party(clerk, growers.length)
  await last.getByText(label('PartyKind', 'legal'), { exact: true }).click()
  await fillIn(last, { [zh.register.org_name]: company, [zh.register.legal_representative]: chief })
  return desk.save(clerk)
}

async function draftInFour(hand, dates) {
  const name = label('MoveKind', 'draft_agreement')
  await hand.getByRole('button', { name: new RegExp(`^(\\+ ?)?${name}$`) }).first().click()
  const editor = desk.form(hand, zh.agreement.edit)
  await fillIn(editor, { [zh.agreement.facts]: '公司欠十一户收购款共四十万元。' })
  const row = editor.getByRole('listitem').first()
  await pick(company)(row, zh.agreement.debtor)
  await pick(growers[0])(row, zh.agreement.creditor)
  await row.getByPlaceholder(zh.agreement.what).fill('收购款')
  await row.getByPlaceholder(zh.agreement.amount).fill('400000')
  await pick(zh.choice.instalments)(row, zh.agreement.due)
  await row.getByPlaceholder(zh.agreement.how).fill('转账至种植户甲的账户')
  for (let n = 3; n <= 4; n++) await row.getByRole('button', { name: zh.fulfilment.part_add }).click()
  for (const [i, date] of dates.entries()) {
    await day(date)(row, fill(zh.fulfilment.part_on, { n: i + 1 }))
    await field(row, fill(zh.fulfilment.part_amount, { n: i + 1 })).fill(i < 3 ? '100000' : '90000')
  }
  // What does not add up is told while one types, and refused with the difference.
  await row.getByText(fill(zh.fulfilment.less, { sum: '390,000.00', gap: '10,000.00' })).waitFor()
  await editor.getByRole('button', { name: zh.agreement.save }).click()
  await editor.getByText('比约定的400,000.00元少10,000.00元').first().waitFor()
  await row.getByRole('button', { name: fill(zh.fulfilment.part_even, { n: 4 }) }).click()
  await row.getByText(fill(zh.fulfilment.adds_up, { sum: '400,000.00' })).waitFor()
  await desk.send(hand, editor, zh.agreement.save)
}

journey(
  'eleven claimants and seven years end with a ruling, and the third instalment is late',
  async ({ as, person }) => {
    const mediator = person('mediator')
    const clerk = await as('clerk')
    const code = await register(clerk, mediator.organisation)
    await desk.openMatter(clerk, code)

    // They elect five who speak for them; a sixth is refused.
    const elect = label('MoveKind', 'elect')
    const election = await desk.openMove(clerk, elect)
    await tick(...growers.slice(0, 6))(election, zh.field.representatives)
    await day(ago(25))(election, zh.field.on)
    await election.getByRole('button', { name: elect, exact: true }).click()
    await election.getByText('推选了6人，一方推选的代表不超过5人。').first().waitFor()
    await tick(...five)(election, zh.field.representatives)
    await desk.send(clerk, election, elect)
    await clerk.getByText(fill(zh.mediation.elected_by, { n: 11, day: '' }).split('于')[0]).first().waitFor()

    for (const name of speakers) await desk.consent(clerk, name)
    const director = await as('director')
    await desk.openMatter(director, code)
    await desk.makeMove(director, label('MoveKind', 'accept'), { [zh.field.on]: day(ago(24)) })
    await desk.makeMove(director, label('MoveKind', 'assign'), { [zh.field.mediators]: pick(mediator.name) })
    await desk.openMatter(clerk, code)
    await desk.giveNotice(clerk)

    const hand = await as('mediator')
    await desk.openMatter(hand, code)
    await desk.jointSession(hand, { on: ago(22), where: 'room', place: '调解室', record: '逐年核对欠款。' })

    // What if an appraisal takes forty days? Nothing is kept of the thought.
    const clock = desk.section(hand, zh.clock.title)
    await clock.getByText(zh.clock.what_if).click()
    await fillIn(clock, { [zh.clock.if_days]: '40' })
    await clock.getByRole('button', { name: zh.clock.reckon }).click()
    await clock.getByText(zh.clock.then).waitFor()

    // Two extensions by consent of both sides, each with who agreed when.
    for (const [until, on] of [[ago(-20), ago(15)], [ago(-40), ago(12)]]) {
      await desk.makeMove(hand, label('MoveKind', 'extend'), { [zh.field.until]: day(until), [zh.field.consents]: agreed(on) })
      await clock.getByText(zhDay(until)).first().waitFor()
    }

    const dates = [ago(9), ago(6), ago(3), ago(-30)]
    await draftInFour(hand, dates)
    await desk.makeMove(hand, label('MoveKind', 'agree_in_writing'))
    for (const name of [...speakers, mediator.name]) {
      await desk.makeMove(hand, label('MoveKind', 'sign'), {
        [zh.field.signer]: pick(name), [zh.field.how]: chip(label('SigningHow', 'signature')), [zh.field.on]: day(ago(10)),
        ...(name === company ? { [zh.field.by]: chief } : {}),
      })
    }
    await desk.makeMove(hand, label('MoveKind', 'affix_seal'), { [zh.field.on]: day(ago(10)) })
    await desk.expectState(hand, 'MediationState', 'in_effect')

    // Within thirty days all apply together; the court confirms.
    const court = desk.section(hand, zh.matter.confirmation)
    await court.getByText(zh.confirmation.can).waitFor()
    const applied = await desk.openMove(hand, label('MoveKind', 'apply_confirmation'))
    await pick(label('CourtGround', 'organisation'))(applied, zh.field.court_ground)
    assert.match(await field(applied, zh.field.court).inputValue(), /凉州区人民法院$/, 'the court is named')
    await day(ago(8))(applied, zh.field.on)
    await desk.send(hand, applied, label('MoveKind', 'apply_confirmation'))
    await desk.makeMove(hand, label('MoveKind', 'docket_confirmation'), { [zh.field.case_number]: '（2026）甘0602民特27号', [zh.field.on]: day(ago(7)) })
    await desk.makeMove(hand, label('MoveKind', 'record_ruling'), {
      [zh.field.ruling]: chip(label('RulingOutcome', 'confirmed')), [zh.field.ruled_on]: day(ago(5)), [zh.field.case_number]: '（2026）甘0602民特27号',
    })
    await court.getByText('协议可以强制执行').waitFor()

    // Two instalments come in time, the third is late: a reminder, then the way to the court.
    for (const on of [dates[0], dates[1]]) {
      await desk.makeMove(hand, label('MoveKind', 'fulfil'), {
        [zh.field.obligation]: pick('收购款'), [zh.field.how]: chip(label('FulfilmentHow', 'transfer')), [zh.field.on]: day(on), [zh.field.paid_fen]: '100000',
      })
    }
    const ledger = desk.section(hand, zh.matter.fulfilment)
    await ledger.getByText('200,000.00 / 400,000.00').waitFor()
    await ledger.getByText(label('PartStanding', 'late'), { exact: true }).waitFor()
    await ledger.getByText(zh.fulfilment.reminder).first().click()
    await ledger.getByText('现已逾期3日').waitFor()
    await desk.makeMove(hand, label('MoveKind', 'urge'), { [zh.field.line]: pick('第3期') })
    await ledger.getByText(label('PerformanceRoute', 'enforce'), { exact: true }).first().waitFor()
    await desk.makeMove(hand, label('MoveKind', 'tell_routes'), {
      [zh.field.told_whom]: pick(growers[0]), [zh.field.routes]: tick(label('PerformanceRoute', 'enforce')),
    })
    await ledger.getByText(fill(zh.fulfilment.told, { name: growers[0], what: label('PerformanceRoute', 'enforce') })).waitFor()
  },
  { devices: ['desktop'] },
)
