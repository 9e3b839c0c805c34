// What people do in the console, one function for each thing that several journeys do.
import assert from 'node:assert/strict'

import { chip, fillIn, moment, pick, pickAll } from './fields.mjs'
import { label, zh } from './words.mjs'

/** Signs somebody in, and waits until their name stands in the bar. */
export async function signIn(page, person) {
  await page.goto('/sign-in')
  await fillIn(page, { [zh.identity.login]: person.login, [zh.identity.password]: person.password })
  await page.getByRole('button', { name: zh.identity.enter, exact: true }).click()
  await page.getByRole('button', { name: person.name }).waitFor()
}

/** One side's fields in the form for registering. */
export const party = (page, n) => page.getByRole('group', { name: zh.register.party, exact: true }).nth(n)

/** What every registration says; the village is one of 大柳镇. */
export async function fillRegistration(page, { applicant, respondent, kind, narrative, claim, committee, ...more }) {
  const main = page.getByRole('main')
  await fillIn(main, more)
  await fillIn(party(page, 0), { [zh.register.name]: applicant })
  await fillIn(party(page, 1), { [zh.register.name]: respondent })
  await fillIn(main, {
    [zh.register.kind]: pick(label('DisputeKind', kind)),
    [zh.register.area]: pick('大柳村'),
    [zh.register.narrative]: narrative,
  })
  if (claim) await page.getByPlaceholder(zh.register.claim_hint).fill(claim)
  if (committee) await fillIn(main, { [zh.register.committee]: pick(committee) })
}

/** Registers a matter and returns its code. `more` are further fields by their labels. */
export async function registerMatter(page, form) {
  await page.goto('/register')
  await fillRegistration(page, form)
  return save(page)
}

/** Presses the button of the form for registering and reads the code. */
export async function save(page) {
  await page.getByRole('button', { name: zh.register.save, exact: true }).click()
  return registered(page)
}

/** The page after registering shows the code, in groups that can be read out. */
export async function registered(page) {
  await page.waitForURL(/\/registered\/\d{16}$/)
  const code = page.url().slice(-16)
  const slip = page.getByRole('article', { name: zh.register.slip })
  await slip.waitFor()
  assert.ok((await slip.innerText()).replace(/\s/g, '').includes(code), 'the slip shows the code')
  return code
}

/** Opens a matter, or reads it anew. */
export async function openMatter(page, code) {
  await page.goto(`/matters/${code}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await now(page).waitFor()
}

/** The part of a matter's page with a heading. */
export const section = (page, name) => page.getByRole('region', { name, exact: true })
export const now = (page) => section(page, zh.matter.what_now)

/** The form of a move, by the words on its button. */
export const form = (page, name) => page.getByRole('form', { name, exact: true })

/** Opens the form of a move, wherever on the page the way to it stands. */
export async function openMove(page, name) {
  const way = page.getByRole('button', { name: new RegExp(`^(\\+ ?)?${name}$`) }).first()
  const more = now(page).getByRole('button', { name: new RegExp(zh.action.more.replace('{n}', '\\d+')) })
  // The page may read the matter anew under the hand, and the button with it: then one looks again.
  for (let tries = 3; ; tries--) {
    await way.or(more).first().waitFor()
    if (await way.isVisible()) break
    await more.click({ timeout: 5_000 }).catch((error) => {
      if (!tries) throw error
    })
  }
  await way.click()
  const opened = form(page, name)
  await opened.waitFor()
  return opened
}

/** Makes a move: opens its form, fills it in by labels and sends it. */
export async function makeMove(page, name, values = {}) {
  const opened = await openMove(page, name)
  await fillIn(opened, values)
  await send(page, opened, name)
}

/** Sends a form, and waits until the page shows what stands then. */
export async function send(page, opened, button) {
  const write = page.waitForResponse((answer) => answer.request().method() === 'POST' && !/preview$/.test(answer.url()))
  await opened.getByRole('button', { name: button, exact: true }).click()
  const answer = await write
  assert.ok(answer.ok(), `${button}: ${answer.status()} ${answer.ok() ? '' : await answer.text()}`)
  await opened.waitFor({ state: 'detached' })
}

/** Waits until the head of a matter says its state. */
export const expectState = (page, of, code) =>
  page.locator('main header').getByText(label(of, code), { exact: true }).first().waitFor()

/** A party is asked; the way there stands beside what the next move waits for, or in the part on preparation. */
export const consent = (page, name, { given = zh.choice.yes } = {}) =>
  makeMove(page, label('MoveKind', 'consent'), {
    [zh.field.party]: pick(name),
    [zh.field.given]: chip(given),
    [zh.field.how]: chip(label('ConsentHow', 'oral')),
  })

/** Both consent, the director accepts and assigns. */
export async function acceptAndAssign(clerk, director, { code, parties, mediator }) {
  await openMatter(clerk, code)
  for (const name of parties) await consent(clerk, name)
  await openMatter(director, code)
  await makeMove(director, label('MoveKind', 'accept'))
  await expectState(director, 'MediationState', 'accepted')
  await makeMove(director, label('MoveKind', 'assign'), { [zh.field.mediators]: pickAll(mediator.name) })
  await expectState(director, 'MediationState', 'assigned')
}

/** Everybody is told their rights and duties. */
export const giveNotice = (page, how = 'signed') =>
  makeMove(page, label('MoveKind', 'give_notice'), { [zh.field.how]: chip(label('NoticeHow', how)) })

/** A session with everybody. */
export const jointSession = (page, { on, where = 'room', place = '', record }) =>
  makeMove(page, label('MoveKind', 'hold_session'), {
    [zh.field.form]: chip(zh.choice.joint),
    [zh.field.place_kind]: chip(label('PlaceKind', where)),
    [zh.field.started]: moment(on),
    [zh.field.place]: place,
    [zh.field.record]: record,
  })

/** The promises of an agreement, and its text as the server composes it. */
export async function draftAgreement(page, { facts, promises }) {
  const name = label('MoveKind', 'draft_agreement')
  await page.getByRole('button', { name: new RegExp(`^(\\+ ?)?${name}$`) }).first().click()
  const editor = form(page, zh.agreement.edit)
  await fillIn(editor, { [zh.agreement.facts]: facts })
  for (const [n, { debtor, creditor, kind = 'pay', what, amount, due, how = '' }] of promises.entries()) {
    if (n > 0) await editor.getByRole('button', { name: zh.agreement.add }).click()
    const row = editor.getByRole('listitem').nth(n)
    const choose = (title, choice) => pick(choice)(row, title)
    await choose(zh.agreement.debtor, debtor)
    if (creditor) await choose(zh.agreement.creditor, creditor)
    if (kind !== 'pay') await choose(zh.agreement.kind, label('ObligationKind', kind))
    await row.getByPlaceholder(zh.agreement.what).fill(what)
    if (amount) await row.getByPlaceholder(zh.agreement.amount).fill(amount)
    await choose(zh.agreement.due, due)
    await row.getByPlaceholder(zh.agreement.how).fill(how)
  }
  // The text follows the promises.
  const text = editor.getByLabel(zh.agreement.text)
  await page.waitForFunction(({ box, word }) => box.value.includes(word), {
    box: await text.elementHandle(),
    word: promises[0].what,
  })
  await send(page, editor, zh.agreement.save)
}

/** Somebody signs. */
export const sign = (page, name, how) =>
  makeMove(page, label('MoveKind', 'sign'), {
    [zh.field.signer]: pick(name),
    [zh.field.how]: chip(label('SigningHow', how)),
  })

/** Somebody is asked afterwards. */
export const followUp = (page, name, { note = '', satisfaction = 'satisfied' } = {}) =>
  makeMove(page, zh.record.follow_up, {
    [zh.field.party]: pick(name),
    [zh.field.how]: chip(label('ContactHow', 'telephone')),
    [zh.field.kept]: chip(label('Kept', 'fully')),
    [zh.field.satisfaction]: chip(label('Satisfaction', satisfaction)),
    [zh.field.note]: note,
  })
