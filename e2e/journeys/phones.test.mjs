// On their own telephones: two sign a paper by links, and one says later whether the promise was kept.
import assert from 'node:assert/strict'

import { expectAccessible } from '../support/axe.mjs'
import * as desk from '../support/console.mjs'
import { journey } from '../support/journey.mjs'
import { accessible, ask, openLink, prove, shot, smallAndLarge, words, write } from '../support/residents.mjs'
import { fill, label, zh } from '../support/words.mjs'

const NAMES = ['李建设', '吴大勇']
const PAPER = '人民调解权利义务告知书'
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

const register = (clerk, person) =>
  desk.registerMatter(clerk, { applicant: NAMES[0], respondent: NAMES[1], kind: 'neighbours', narrative: '两家为排水沟争执。', claim: '请求清理排水沟', committee: person('director').organisation })

/** The address on the sheet that shows a link, and closes it. */
async function linkOn(clerk) {
  const sheet = clerk.getByRole('dialog')
  const link = await sheet.getByText(/\/r\/l#/).innerText()
  await expectAccessible(clerk)
  await shot(clerk, 'link-sheet')
  await sheet.getByRole('button', { name: zh.link.done, exact: true }).click()
  return link
}

journey('two parties sign on their own telephones, one of them with no network for a while', async ({ as, open, person }) => {
  const clerk = await as('clerk')
  await clerk.setViewportSize({ width: 1440, height: 900 })
  const code = await register(clerk, person)
  await desk.openMatter(clerk, code)
  const part = clerk.locator('#signatures')
  await part.getByRole('button', { name: `+ ${zh.signing.ask}` }).click()
  const form = desk.form(clerk, zh.signing.ask)
  await form.getByRole('combobox').first().click()
  await clerk.getByRole('option').filter({ hasText: '权利义务告知书' }).click()
  await desk.send(clerk, form, zh.signing.ask)

  const linkFor = async (name) => {
    await part.getByRole('listitem').filter({ hasText: name }).getByRole('button', { name: zh.signing.on_phone, exact: true }).click()
    return linkOn(clerk)
  }

  const first = await open()
  // A telephone whose clock is a year ahead: links and sessions are the server's business.
  await first.clock.setSystemTime(new Date(Date.now() + 365 * 86_400_000))
  const link = await linkFor(NAMES[1])
  await openLink(first, link)
  await first.getByRole('heading', { name: new RegExp(PAPER.slice(-7)), level: 1 }).waitFor()
  await accessible(first)
  await shot(first, 'sign-read')
  await prove(first)
  const sign = first.getByRole('button', { name: words.sign.sign, exact: true })
  // One dot is no name.
  await first.getByRole('img', { name: words.sign.pad }).click()
  await sign.click()
  await first.getByRole('alert').filter({ hasText: '这还不是签名' }).waitFor()
  await shot(first, 'sign-dot')
  // The network goes away while the name is sent: it stays on the glass, and is sent once.
  await write(first, words.sign.pad)
  await first.context().setOffline(true)
  await sign.click()
  await first.getByRole('alert').filter({ hasText: words.shell.lost }).waitFor()
  await shot(first, 'sign-lost')
  await first.context().setOffline(false)
  await first.getByRole('button', { name: words.shell.again, exact: true }).click()
  await first.getByText(fill(words.sign.others, { n: 1 })).waitFor()
  await accessible(first)
  await shot(first, 'sign-given')

  // Forwarded to somebody else: a clear word, and the way in by the slip.
  const stranger = await open()
  await openLink(stranger, link)
  await stranger.getByRole('alert').waitFor()
  await stranger.getByRole('link', { name: words.door.with_slip }).waitFor()
  await accessible(stranger)
  await shot(stranger, 'link-used')

  // Taken back, looked at in large type on a small telephone, and signed again.
  await first.getByRole('button', { name: words.sign.back, exact: true }).click()
  await first.getByRole('button', { name: words.sign.back_do, exact: true }).click()
  await sign.waitFor()
  const usual = await smallAndLarge(first)
  await accessible(first)
  await shot(first, 'sign-large')
  await usual()
  await write(first, words.sign.pad)
  await sign.click()
  await first.getByText(fill(words.sign.others, { n: 1 })).waitFor()

  const second = await open()
  await second.clock.setSystemTime(new Date(Date.now() - 365 * 86_400_000))
  await openLink(second, await linkFor(NAMES[0]))
  await prove(second)
  await write(second, words.sign.pad)
  await second.getByRole('button', { name: words.sign.sign, exact: true }).dblclick()
  await second.getByText(words.sign.complete).waitFor()
  await shot(second, 'sign-complete')
  await second.getByRole('link', { name: words.door.mine, exact: true }).click()
  await second.getByRole('heading', { name: words.door.mine, exact: true }).waitFor()
  await accessible(second)
  await shot(second, 'mine')

  await desk.openMatter(clerk, code)
  await part.getByText(label('SigningState', 'complete'), { exact: true }).waitFor()
  await part.getByText(new RegExp(label('Door', 'link'))).first().waitFor()
  await shot(clerk, 'console-signatures')
}, { devices: ['phone'] })

/** Moves of a mediation as whoever sits at a page would make them; the way through their forms is walked elsewhere. */
async function moves(code) {
  const at = `/matters/${code}`
  return async (page, make) => {
    const matter = await ask(page, 'GET', at)
    await ask(page, 'POST', `${at}/mediations/1/moves`, { version: matter.version, make })
  }
}
const account = async (page) => (await ask(page, 'GET', '/me')).account.id

/** A matter being mediated. */
async function mediating(clerk, director, mediator, person) {
  const code = await register(clerk, person)
  const move = await moves(code)
  const on = today()
  await move(clerk, { move: 'consent', party: 2, given: true, how: 'oral', on })
  await move(director, { move: 'accept', on })
  await move(director, { move: 'assign', mediators: [await account(mediator)], how: 'assigned' })
  await move(clerk, { move: 'give_notice', parties: [1, 2], how: 'signed', on })
  await move(mediator, { move: 'hold_session', session: { place_kind: 'room', place: '调解室', started: `${on}T00:10:00`, with: { form: 'joint', parties: [1, 2], record: '双方各自说了情况。', result: '' } } })
  return { code, move, on }
}

/** A matter with an agreement in effect. */
async function agreed(clerk, director, mediator, person) {
  const { code, move, on } = await mediating(clerk, director, mediator, person)
  await move(mediator, { move: 'draft_agreement', draft: { facts: '两家共用一条排水沟。', obligations: [{ debtor: 2, creditor: 1, kind: 'pay', what: '清沟工钱', amount_fen: 120_000, due: { due: 'at_once' }, how: '现金' }] } })
  await move(mediator, { move: 'agree_orally', on })
  return code
}

journey('a party says on the telephone that the promise was not kept', async ({ as, open, person }) => {
  const [clerk, director, mediator] = [await as('clerk'), await as('director'), await as('mediator')]
  const code = await agreed(clerk, director, mediator, person)
  await clerk.setViewportSize({ width: 1440, height: 900 })
  await desk.openMatter(clerk, code)
  const part = clerk.locator('#follow_up')
  await part.getByRole('button', { name: zh.record.follow_up_phone, exact: true }).click()
  await part.getByRole('button', { name: NAMES[0], exact: true }).click()
  const link = await linkOn(clerk)
  await part.getByText(label('Kept', 'silent')).waitFor()
  await shot(clerk, 'console-follow-up')

  const page = await open()
  await openLink(page, link)
  await page.getByRole('heading', { name: words.confirm.ask }).waitFor()
  await page.getByText('清沟工钱').waitFor()
  await accessible(page)
  await page.getByLabel(words.confirm.kept_not, { exact: true }).check()
  await page.getByLabel(words.confirm.said_fair, { exact: true }).check()
  await page.getByLabel(words.confirm.note).fill('钱一直没给')
  await shot(page, 'confirm')
  const usual = await smallAndLarge(page)
  await accessible(page)
  await shot(page, 'confirm-large')
  await usual()
  await page.getByRole('button', { name: words.confirm.send, exact: true }).dblclick()
  await page.getByText(words.confirm.thanks).waitFor()
  await accessible(page)
  await shot(page, 'confirm-thanks')

  await desk.openMatter(clerk, code)
  await part.getByText('钱一直没给').waitFor()
}, { devices: ['phone'] })

journey('two sides bargain on the telephone, and each sees what is meant for it', async ({ as, open, person }) => {
  const [clerk, director, mediator] = [await as('clerk'), await as('director'), await as('mediator')]
  const { code } = await mediating(clerk, director, mediator, person)
  await mediator.setViewportSize({ width: 1440, height: 900 })
  await desk.openMatter(mediator, code)
  const part = mediator.locator('#offers')
  const linkFor = async (name) => {
    await part.getByRole('button', { name: zh.offers.on_phone, exact: true }).click()
    await part.getByRole('button', { name, exact: true }).click()
    return linkOn(mediator)
  }
  const second = await open()
  await openLink(second, await linkFor(NAMES[1]))
  await second.getByRole('button', { name: words.offers.add, exact: true }).click()
  const offer = async (item, yuan, alone) => {
    await second.getByLabel(words.offers.item, { exact: true }).fill(item)
    await second.getByLabel(words.offers.what, { exact: true }).fill('清沟工钱')
    await second.getByLabel(words.offers.amount, { exact: true }).fill(yuan)
    if (alone) await second.getByLabel(words.offers.alone, { exact: true }).check()
  }
  await offer('工钱', '800')
  await accessible(second)
  await shot(second, 'offer-form')
  const usual = await smallAndLarge(second)
  await accessible(second)
  await shot(second, 'offer-form-large')
  await usual()
  await second.getByRole('button', { name: words.offers.send, exact: true }).dblclick()
  await second.getByRole('heading', { name: '工钱' }).waitFor()
  await second.getByRole('button', { name: words.offers.add, exact: true }).click()
  await offer('工钱', '1200', true)
  await second.getByRole('button', { name: words.offers.send, exact: true }).click()
  await second.getByText(words.offers.private, { exact: true }).waitFor()
  await accessible(second)
  await shot(second, 'offers-own')

  // The mediator shows the first; the second cannot be shown.
  await desk.openMatter(mediator, code)
  await part.getByText(zh.offers.private, { exact: true }).waitFor()
  await part.getByRole('button', { name: zh.offers.release, exact: true }).click()
  await part.getByRole('button', { name: fill(zh.offers.accepts, { name: NAMES[0] }), exact: true }).waitFor()
  await expectAccessible(mediator)
  await shot(mediator, 'console-offers')

  const first = await open()
  await openLink(first, await linkFor(NAMES[0]))
  await first.getByText(/800/).first().waitFor()
  assert.equal(await first.getByText(/1,?200/).count(), 0)
  await first.getByRole('button', { name: words.offers.accept, exact: true }).click()
  await shot(first, 'offer-accept')
  await first.getByRole('button', { name: words.offers.accept, exact: true }).click()
  await first.getByText(words.offers.state_accepted, { exact: true }).waitFor()
  await accessible(first)

  await desk.openMatter(mediator, code)
  await part.getByRole('button', { name: fill(zh.offers.draft, { n: 1 }), exact: true }).click()
  await mediator.locator('#agreement').getByText(/800/).first().waitFor()
}, { devices: ['phone'] })
