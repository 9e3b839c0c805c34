// What one party says alone: written, read by who mediates with, by nobody else, handed over, recovered; and nowhere in plain.
import assert from 'node:assert/strict'

import { expectAccessible } from '../support/axe.mjs'
import * as desk from '../support/console.mjs'
import { chip, fillIn, moment, pick, pickAll } from '../support/fields.mjs'
import { journey } from '../support/journey.mjs'
import { fill, label, zh } from '../support/words.mjs'

const [APPLICANT, RESPONDENT] = ['李建设', '吴大勇']
const SECRET = '他的底线是一万八千元\u2014\u2014不要告诉对方'
const MORE = '第二天又说可以再让两千'
const v = zh.vault
const passphrase = (login) => `${login}的板凳上慢慢说`

/** Everything the page sends, and everything it keeps on this machine, is looked through at the end. */
function watch(page) {
  const sent = []
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`))
  return async (secret) => {
    const here = await page.evaluate(async () => {
      const bases = await indexedDB.databases()
      const caches = await globalThis.caches?.keys()
      return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, bases, caches])
    })
    assert.ok(sent.some((one) => /\/notes /.test(one)), 'notes were sent')
    assert.deepEqual(sent.filter((one) => one.includes(secret) || one.includes(encodeURIComponent(secret))), [])
    assert.ok(!here.includes(secret), here)
  }
}

const shot = (page, name, device) => process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/vault-${name}-${device}.png`, fullPage: true })

async function makeKey(page, login) {
  await page.goto('/vault')
  const form = page.getByRole('form', { name: v.make, exact: true })
  await fillIn(form, { [v.passphrase]: passphrase(login), [v.passphrase_again]: passphrase(login) })
  await form.getByRole('button', { name: v.make, exact: true }).click()
  await page.getByText(v.is_open, { exact: true }).waitFor()
}

async function unlock(page, login) {
  const form = page.getByRole('form', { name: v.open, exact: true })
  await form.waitFor()
  await fillIn(form, { [v.passphrase]: passphrase(login) })
  await form.getByRole('button', { name: v.open, exact: true }).click()
  await form.waitFor({ state: 'detached' })
}

const assign = (page, ...people) => desk.makeMove(page, label('MoveKind', 'assign'), { [zh.field.mediators]: pickAll(...people.map((one) => one.name)) })

const notes = (page, code) => page.goto(`/matters/${code}/notes/1`)
const note = (page) => page.locator('[data-note]')

journey(
  'what one party says alone is for who mediates, and for nobody else',
  async ({ as, person, device, kept }) => {
    const [mediator, second, director] = [person('mediator'), person('mediator2'), person('director')]
    const [hand, colleague, head, office] = [await as('mediator'), await as('mediator2'), await as('director'), await as('judicial')]
    const leaks = watch(hand)

    // Keys: a passphrase that is too short, or written differently, is not taken.
    await hand.goto('/vault')
    const form = hand.getByRole('form', { name: v.make, exact: true })
    await fillIn(form, { [v.passphrase]: '12345', [v.passphrase_again]: '1234' })
    await form.getByRole('button', { name: v.make, exact: true }).click()
    await hand.getByText(v.passphrase_weak, { exact: true }).waitFor()
    await shot(hand, 'make', device)
    await expectAccessible(hand)
    await makeKey(hand, 'mediator')
    for (const [page, login] of [[head, 'director'], [office, 'judicial']]) await makeKey(page, login)
    await shot(head, 'key', device)

    // The recovery key, in halves.
    await head.getByRole('button', { name: v.recovery_make, exact: true }).click()
    const making = head.getByRole('form', { name: v.recovery_make, exact: true })
    await fillIn(making, { [v.officer_first]: pick(director.name), [v.officer_second]: pick(person('judicial').name) })
    await shot(head, 'recovery-make', device)
    await expectAccessible(head)
    await making.getByRole('button', { name: v.recovery_make, exact: true }).click()
    await head.getByText(fill(v.officers, { first: director.name, second: person('judicial').name }), { exact: true }).waitFor()

    // A matter, and a session with one party alone.
    const clerk = await as('clerk')
    const code = await desk.registerMatter(clerk, { applicant: APPLICANT, respondent: RESPONDENT, kind: 'neighbours', narrative: '两家为排水沟争执。', claim: '请求清理排水沟', committee: mediator.organisation })
    await desk.acceptAndAssign(clerk, head, { code, parties: [APPLICANT, RESPONDENT], mediator })
    await desk.openMatter(hand, code)
    await desk.giveNotice(hand, 'read_out')
    const title = label('MoveKind', 'hold_session')
    const session = await desk.openMove(hand, title)
    await chip(zh.choice.alone)(session, zh.field.form)
    await fillIn(session, { [zh.field.place_kind]: chip(label('PlaceKind', 'bench')), [zh.field.party]: pick(RESPONDENT), [zh.field.started]: moment('2026-03-11') })
    await desk.send(hand, session, title)
    await hand.getByRole('link', { name: v.sealed_notes, exact: true }).click()

    // The ground is another. Written, sealed; locked and opened again it is there.
    await hand.getByRole('heading', { name: v.notes }).waitFor()
    const paper = () => hand.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const sealed = await paper()
    await unlock(hand, 'mediator')
    await hand.getByRole('button', { name: v.write, exact: true }).click()
    await hand.getByLabel(v.text, { exact: true }).fill(SECRET)
    await shot(hand, 'write', device)
    await expectAccessible(hand)
    await hand.getByRole('button', { name: v.keep, exact: true }).click()
    await note(hand).getByText(SECRET).waitFor()
    await shot(hand, 'read', device)
    // What is not sealed yet is sealed on the way out.
    await hand.getByRole('button', { name: v.write_on, exact: true }).click()
    await hand.getByLabel(v.text, { exact: true }).fill(`${SECRET}\n${MORE}`)
    await hand.getByRole('main').getByRole('link').first().click()
    await desk.now(hand).waitFor()
    // The ground is the usual one again.
    await hand.waitForFunction((before) => getComputedStyle(document.body).backgroundColor !== before, sealed)
    await notes(hand, code)
    await unlock(hand, 'mediator')
    await hand.getByRole('button', { name: v.read, exact: true }).click()
    await note(hand).getByText(MORE).waitFor()

    // Neither director nor leader, whatever they type into the address.
    for (const [page, status] of [[head, 403], [await as('leader'), 404]]) {
      const answer = await page.request.get(`/api/v1/matters/${code}/mediations/1/notes`)
      assert.ok([403, 404].includes(answer.status()), `${answer.status()} ${status}`)
      await notes(page, code)
      await page.getByRole('heading', { level: 1 }).waitFor()
      assert.equal(await page.getByRole('button', { name: v.read, exact: true }).count(), 0)
    }

    // A colleague joins, first without a key; what is there is handed over.
    await desk.openMatter(head, code)
    await assign(head, mediator, second)
    await makeKey(colleague, 'mediator2')
    await notes(hand, code)
    await unlock(hand, 'mediator')
    await hand.getByText(fill(v.pending, { n: 2 }), { exact: true }).waitFor()
    await shot(hand, 'pending', device)
    await hand.getByRole('button', { name: v.hand_over, exact: true }).click()
    await hand.getByText(fill(v.pending, { n: 2 }), { exact: true }).waitFor({ state: 'detached' })
    await notes(colleague, code)
    await unlock(colleague, 'mediator2')
    await colleague.getByRole('button', { name: v.read, exact: true }).click()
    await note(colleague).getByText(MORE).waitFor()

    // The first one leaves: from now on it is not there for them.
    await desk.openMatter(head, code)
    await assign(head, second)
    await notes(hand, code)
    await hand.getByRole('heading', { level: 1 }).waitFor()
    assert.equal((await hand.request.get(`/api/v1/matters/${code}/mediations/1/notes/2/1`)).status(), 403)

    // The other forgets the passphrase; nobody can open it any more but the two officers together.
    await colleague.goto('/vault')
    await colleague.getByRole('button', { name: v.forgotten, exact: true }).click()
    const anew = colleague.getByRole('form', { name: v.forgotten, exact: true })
    await shot(colleague, 'forgotten', device)
    await fillIn(anew, { [v.passphrase]: passphrase('mediator2'), [v.passphrase_again]: passphrase('mediator2') })
    await anew.getByRole('button', { name: v.make_anew, exact: true }).click()
    await colleague.getByText(v.is_open, { exact: true }).waitFor()
    await notes(colleague, code)
    await unlock(colleague, 'mediator2')
    await colleague.getByRole('button', { name: v.read, exact: true }).click()
    await colleague.getByText(v.unreadable, { exact: true }).waitFor()

    await head.goto('/vault')
    await unlock(head, 'director')
    await head.getByRole('button', { name: v.ask, exact: true }).click()
    const asking = head.getByRole('form', { name: v.ask, exact: true })
    await fillIn(asking, { [v.ask_code]: code, [v.ask_reason]: '调解员忘了口令' })
    await asking.getByRole('button', { name: v.ask, exact: true }).click()
    await head.getByText(v.not_agreed).waitFor()
    await office.goto('/vault')
    await unlock(office, 'judicial')
    await shot(office, 'agree', device)
    await expectAccessible(office)
    await office.getByRole('button', { name: v.agree, exact: true }).click()
    await office.getByText(v.agreed).waitFor()
    await head.goto('/vault')
    await unlock(head, 'director')
    await head.getByRole('button', { name: v.recover, exact: true }).click()
    await head.getByText(fill(v.recovered, { n: 2 }), { exact: true }).waitFor()
    await shot(head, 'recovered', device)
    await head.getByRole('button', { name: v.end, exact: true }).click()
    await head.getByText(v.agreed).waitFor({ state: 'detached' })
    await notes(colleague, code)
    await unlock(colleague, 'mediator2')
    await colleague.getByRole('button', { name: v.read, exact: true }).click()
    await note(colleague).getByText(MORE).waitFor()

    // Nowhere: in what was sent, on the machine, in the server's files and log, in what the ledger exports.
    for (const secret of [SECRET, MORE]) await leaks(secret)
    const exported = await clerk.request.get('/api/v1/audit/accesses')
    assert.ok(!(await exported.text()).includes(SECRET))
    for (const secret of [SECRET, MORE, passphrase('mediator')]) {
      const { found, looked } = kept(secret)
      assert.deepEqual(found, [])
      assert.ok(looked > 500_000, `the server's files were looked at: ${looked}`)
    }
  },
  // Keys are made once in a county: one device, and `DEVICE=phone` to look at the other.
  { devices: [process.env.DEVICE ?? 'desktop'] },
)

journey(
  'the vault opens with a passkey as well',
  async ({ as }) => {
    const page = await as('traffic-mediator')
    const keys = await page.context().newCDPSession(page)
    await keys.send('WebAuthn.enable')
    const options = { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, hasPrf: true, automaticPresenceSimulation: true }
    await keys.send('WebAuthn.addVirtualAuthenticator', { options })
    await makeKey(page, 'traffic-mediator')
    await page.getByRole('button', { name: v.add_passkey, exact: true }).click()
    await page.getByText(v.has_passkey, { exact: true }).waitFor()
    await page.getByRole('button', { name: v.lock, exact: true }).click()
    await page.getByText(v.is_locked, { exact: true }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: v.open_by_passkey, exact: true }).click()
    await page.getByText(v.is_open, { exact: true }).waitFor()
    // The passphrase is changed without the old one being sent, and the passkey still opens.
    await page.getByRole('button', { name: v.change_passphrase, exact: true }).click()
    const form = page.getByRole('form', { name: v.change_passphrase, exact: true })
    await fillIn(form, { [v.passphrase]: '换一句谁也猜不到的话', [v.passphrase_again]: '换一句谁也猜不到的话' })
    await form.getByRole('button', { name: zh.action.save, exact: true }).click()
    await page.getByText(v.passphrase_changed, { exact: true }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: v.open_by_passkey, exact: true }).click()
    await page.getByText(v.is_open, { exact: true }).waitFor()
    await page.getByRole('button', { name: v.lock, exact: true }).click()
    const open = page.getByRole('form', { name: v.open, exact: true })
    await fillIn(open, { [v.passphrase]: passphrase('traffic-mediator') })
    await open.getByRole('button', { name: v.open, exact: true }).click()
    await page.getByText(v.passphrase_wrong, { exact: true }).waitFor()
  },
  { devices: ['desktop'], host: 'localhost' },
)
