// From 400 km away: a migrant worker applies, chooses, follows, signs and says that the money came, all on one telephone.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

import { expectAccessible } from '../support/axe.mjs'
import * as desk from '../support/console.mjs'
import { journey } from '../support/journey.mjs'
import { accessible, ask, digits, newest, openLink, prove, shot, smallAndLarge, words, write } from '../support/residents.mjs'
import { fill, zh } from '../support/words.mjs'

const TOWN = '大柳镇'
const PHONE = '13912345678'
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
const tap = (page, name) => page.getByRole('button', { name, exact: true }).click()
const next = (page) => tap(page, words.shell.next)

/** A photograph that is larger than any form, as a telephone makes them; with `end` a connection cut it off. */
function photo(name, { end } = {}) {
  const width = 700
  const rows = randomBytes(width * (width * 3 + 1))
  // Each row begins with how it is filtered: not at all.
  for (let y = 0; y < width; y++) rows[y * (width * 3 + 1)] = 0
  const part = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data])
    const out = Buffer.alloc(8 + body.length)
    out.writeUInt32BE(data.length, 0)
    body.copy(out, 4)
    out.writeUInt32BE(crc32(body), 4 + body.length)
    return out
  }
  const size = Buffer.from([0, 0, width >> 8, width & 255, 0, 0, width >> 8, width & 255, 8, 2, 0, 0, 0])
  const whole = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), part('IHDR', size), part('IDAT', deflateSync(rows)), part('IEND', Buffer.alloc(0))])
  assert.ok(whole.length > 1_200_000)
  return { name, mimeType: 'image/png', buffer: end ? whole.subarray(0, Math.floor((whole.length * end) / 100)) : whole }
}

/** Looks at a screen: accessible, then small and with twice the text. */
async function look(page, name) {
  await accessible(page)
  await shot(page, name)
  const usual = await smallAndLarge(page)
  await accessible(page)
  await shot(page, `${name}-large`)
  await usual()
}

/** The interview up to the last screen. */
async function interview(page, { looked = false } = {}) {
  const at = looked ? (name) => look(page, name) : async () => {}
  await page.goto('/r/')
  await at('home')
  await page.getByRole('link', { name: words.door.apply, exact: true }).click()
  await page.getByRole('heading', { name: words.apply.ask_danger }).waitFor()
  await at('apply-danger')
  await tap(page, words.apply.danger_no)
  await at('apply-trouble')
  await tap(page, words.apply.trouble_wages)
  await at('apply-handled')
  await tap(page, words.apply.handled_nobody)
  await tap(page, words.apply.refused_no)
  await tap(page, words.shell.no)
  await page.getByRole('button', { name: words.apply.start, exact: true }).waitFor()
  await at('apply-advice')
  await tap(page, words.apply.start)
  await page.getByRole('button', { name: /凉州区/ }).click()
  await page.getByRole('button', { name: TOWN, exact: true }).waitFor()
  await at('apply-place')
  await tap(page, TOWN)
  await tap(page, words.apply.place_enough)
  await page.getByLabel(words.apply.narrative, { exact: true }).fill('在大柳镇的工地干了三个月，工钱一直没有给。')
  await page.getByLabel(words.apply.claim, { exact: true }).fill('要回工钱 18000 元')
  await at('apply-story')
  await next(page)
  // Two photos, one that the telephone cannot show, and one that only the server finds broken.
  if (looked) {
    await page.locator('input[type=file]').setInputFiles([photo('欠条.png'), photo('没有传完.png', { end: 40 }), { name: '不是照片.png', mimeType: 'image/png', buffer: Buffer.from('no photo at all') }])
    await page.getByText(fill(words.files.none, { name: '不是照片.png' })).waitFor()
    await at('apply-photos')
    await next(page)
  } else await tap(page, words.apply.photos_skip)
  await page.getByLabel(words.apply.other_legal, { exact: true }).check()
  await page.getByLabel(words.apply.other_name, { exact: true }).fill('顺达建筑公司')
  await page.getByLabel(words.apply.other_phone, { exact: true }).fill('13800000009')
  await at('apply-other')
  await next(page)
}

journey('somebody 400 km away applies, chooses a mediator, signs and says that the money came', async ({ as, open, person }) => {
  const [clerk, coordinator, director, mediator] = [await as('clerk'), await as('coordinator'), await as('director'), await as('mediator')]
  const page = await open()
  // A telephone whose clock is a year ahead.
  await page.clock.setSystemTime(new Date(Date.now() + 365 * 86_400_000))
  await interview(page, { looked: true })
  // A number that is none is told at its field, and nothing is lost.
  await page.getByLabel(words.help.name, { exact: true }).fill('马志强')
  const phone = page.getByLabel(words.door.phone, { exact: true })
  await phone.fill('没有电话')
  await look(page, 'apply-me')
  await next(page)
  await page.getByText(words.privacy.notice, { exact: true }).click()
  await look(page, 'apply-notice')
  await page.getByLabel(words.apply.agreed, { exact: true }).check()
  await tap(page, fill(words.apply.send_code, { phone: '没有电话' }))
  await page.getByRole('alert').waitFor()
  await shot(page, 'apply-phone-bad')
  await tap(page, words.apply.mend)
  await phone.fill(PHONE)
  await next(page)
  await page.getByLabel(words.apply.agreed, { exact: true }).check()
  const before = await newest(page)
  await tap(page, fill(words.apply.send_code, { phone: PHONE }))
  const code = await digits(page, before)
  const box = page.getByLabel(words.door.digits, { exact: true })
  await box.fill(code === '111111' ? '222222' : '111111')
  const send = page.getByRole('button', { name: words.apply.send, exact: true })
  await send.click()
  await page.getByRole('alert').waitFor()
  await look(page, 'apply-code-wrong')
  // The network goes away while it is sent; it is sent again, and is one application.
  await box.fill(code)
  await page.context().setOffline(true)
  await send.click()
  await page.getByRole('alert').filter({ hasText: words.shell.lost }).waitFor()
  await page.context().setOffline(false)
  let answers = 0
  await page.route('**/api/v1/residents/attachments', async (route) => {
    if (answers++) return route.continue()
    await route.fetch()
    await route.abort('internetdisconnected')
  })
  await tap(page, words.shell.again)
  await page.getByRole('heading', { name: words.apply.done, exact: true }).waitFor()
  await page.getByText(words.apply.done_at, { exact: true }).waitFor()
  // The photo follows by itself, and is one though its first answer was lost; the broken one is told with words.
  await page.getByText(fill(words.files.sent, { n: 1 })).waitFor()
  await page.getByText('没有传完.png').waitFor()
  await look(page, 'applied')
  const number = (await ask(page, 'GET', '/residents/session')).code.replace(/\s/g, '')
  const receipt = await page.request.get('/api/v1/residents/receipt')
  assert.equal(receipt.status(), 200)
  assert.ok((await receipt.body()).subarray(0, 5).toString() === '%PDF-')

  await page.getByRole('link', { name: words.apply.done_follow, exact: true }).click()
  await page.getByRole('heading', { name: words.follow.where, exact: true }).waitFor()
  await look(page, 'follow')
  // A photograph that is none, then one that is.
  const files = page.getByLabel(words.follow.files_add)
  await files.setInputFiles({ name: '欠条.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('not a photograph') })
  await page.getByRole('alert').waitFor()
  await shot(page, 'file-refused')
  await files.setInputFiles({ name: '欠条.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF\n') })
  await page.getByText(fill(words.files.sent, { n: 1 })).waitFor()

  // The house accepts it and proposes two; each side chooses.
  const move = async (who, make) => {
    const matter = await ask(who, 'GET', `/matters/${number}`)
    await ask(who, 'POST', `/matters/${number}/mediations/1/moves`, { version: matter.version, make })
  }
  const committee = (await ask(director, 'GET', '/me')).posts[0].organisation
  const me = (await ask(mediator, 'GET', '/me')).account
  await move(clerk, { move: 'consent', party: 2, given: true, how: 'oral', on: today() })
  await move(coordinator, { move: 'accept', on: today(), committee: committee.id })
  await ask(mediator, 'PUT', `/organisations/${committee.id}/roster/${me.id}`, { kind: 'full_time', specialities: ['migrant_wages'], languages: ['普通话', '凉州话'], weekdays: ['monday', 'friday'] })
  await ask(mediator, 'PUT', `/organisations/${committee.id}/roster/public`, { public: true })
  const roster = await ask(director, 'GET', `/organisations/${committee.id}/roster`)
  const others = roster.items.map((one) => one.account).filter((id) => id !== me.id)
  await move(director, { move: 'propose_mediators', mediators: [me.id, ...others].slice(0, 3) })
  await page.reload()
  await page.getByRole('link', { name: words.choice.title, exact: true }).click()
  await page.getByRole('checkbox', { name: new RegExp(me.name) }).check()
  await look(page, 'choice')
  await page.getByRole('button', { name: words.choice.send, exact: true }).dblclick()
  await page.getByText(fill(words.choice.you_said, { names: me.name })).waitFor()
  await shot(page, 'choice-said')
  await move(clerk, { move: 'pick_mediator', party: 2, accepts: [me.id] })
  await page.reload()
  await page.getByText(fill(words.choice.chosen, { names: me.name })).waitFor()

  // Talks, an agreement, and the signature by a link with a code.
  await move(clerk, { move: 'give_notice', parties: [1, 2], how: 'signed', on: today() })
  await move(mediator, { move: 'hold_session', session: { place_kind: 'remote', place: '视频', started: `${today()}T00:10:00`, with: { form: 'joint', parties: [1, 2], record: '双方说定工钱。', result: '' } } })
  await move(mediator, { move: 'draft_agreement', draft: { facts: '顺达建筑公司欠马志强工钱。', obligations: [{ debtor: 2, creditor: 1, kind: 'pay', what: '工钱', amount_fen: 1_800_000, due: { due: 'at_once' }, how: '转账' }] } })
  await move(mediator, { move: 'agree_in_writing' })
  const matter = await ask(clerk, 'GET', `/matters/${number}`)
  const { no } = await ask(clerk, 'POST', `/matters/${number}/signatures`, { version: matter.version, mediation: 1, slug: 'agreement' })
  const linkTo = async (who, path, body) => (await ask(who, 'POST', `/matters/${number}${path}`, body)).address
  const base = new URL(page.url()).origin
  const at = (address) => base + address.slice(address.indexOf('/r/'))
  const phone2 = await open()
  await openLink(phone2, at(await linkTo(clerk, `/signatures/${no}/links`, { party: 1 })))
  await phone2.getByRole('heading', { name: words.sign.prove, exact: true }).waitFor()
  await look(phone2, 'sign-prove')
  await prove(phone2)
  await write(phone2, words.sign.pad)
  await tap(phone2, words.sign.sign)
  await phone2.getByText(fill(words.sign.others, { n: 1 })).waitFor()
  const company = await open()
  await openLink(company, at(await linkTo(clerk, `/signatures/${no}/links`, { party: 2 })))
  await prove(company)
  await write(company, words.sign.pad)
  await tap(company, words.sign.sign)
  await company.getByText(words.sign.complete).waitFor()
  await move(mediator, { move: 'sign', signer: { as: 'mediator', account: me.id }, how: 'signature', on: today() })
  await move(mediator, { move: 'affix_seal', on: today() })

  // The money came.
  const last = await open()
  await openLink(last, at(await linkTo(clerk, '/follow-ups/links', { party: 1 })))
  await last.getByLabel(words.confirm.kept_fully, { exact: true }).check()
  await look(last, 'confirm')
  await tap(last, words.confirm.send)
  await last.getByText(words.confirm.thanks).waitFor()
  await shot(last, 'confirm-done')

  // The own data: what is told, who looked, a copy, and a wish to have something put right.
  await page.goto('/r/privacy')
  await page.getByRole('heading', { name: words.privacy.title, exact: true }).waitFor()
  await tap(page, words.privacy.look)
  await tap(page, words.privacy.take)
  await page.getByText(PHONE, { exact: true }).waitFor()
  await page.getByLabel(words.privacy.what, { exact: true }).fill('我的名字写错了')
  await page.getByRole('button', { name: words.privacy.ask, exact: true }).dblclick()
  await page.getByText(words.privacy.waits, { exact: true }).waitFor()
  await look(page, 'privacy')
  await tap(page, words.privacy.withdraw)
  await page.getByRole('heading', { name: words.privacy.stops, exact: true }).waitFor()
  await look(page, 'privacy-withdraw')

  // The desk sees the wish, the messages and the papers the party reads.
  await clerk.setViewportSize({ width: 1440, height: 900 })
  await desk.openMatter(clerk, number)
  await clerk.locator('#privacy').getByRole('button', { name: zh.privacy.answer, exact: true }).click()
  await clerk.getByRole('dialog').getByRole('button', { name: zh.privacy.answer_do, exact: true }).click()
  await clerk.locator('#privacy').getByText(zh.privacy.put_right).waitFor()
  await clerk.locator('#messages').getByText('139****5678').first().waitFor()
  await shot(clerk, 'console-messages')
  await clerk.getByRole('button', { name: zh.shares.papers, exact: true }).first().click()
  await clerk.getByRole('dialog').getByText(zh.shares.own).first().waitFor()
  await expectAccessible(clerk)
  await shot(clerk, 'console-shares')
}, { devices: ['phone'] })

journey('in danger the three numbers come first, and need no network', async ({ open }) => {
  const page = await open()
  await page.goto('/r/apply')
  await page.getByRole('heading', { name: words.apply.ask_danger }).waitFor()
  await page.context().setOffline(true)
  await tap(page, words.apply.danger_now)
  await page.getByRole('link', { name: /110/ }).waitFor()
  assert.equal(await page.getByRole('link', { name: /119/ }).getAttribute('href'), 'tel:119')
  await accessible(page)
  await shot(page, 'apply-danger-now')
  await page.context().setOffline(false)
}, { devices: ['phone'] })

journey('what was half filled in is kept on the telephone, and cleared for somebody else', async ({ open }) => {
  const page = await open()
  await interview(page)
  await page.getByLabel(words.help.name, { exact: true }).fill('马志强')
  await page.reload()
  await page.getByRole('heading', { name: words.apply.resume, exact: true }).waitFor()
  await look(page, 'apply-resume')
  await tap(page, words.apply.resume_go)
  assert.equal(await page.getByLabel(words.help.name, { exact: true }).inputValue(), '马志强')
  await page.reload()
  await tap(page, words.apply.somebody_else)
  await page.getByRole('heading', { name: words.apply.ask_danger }).waitFor()
  assert.equal(await page.evaluate(() => localStorage.getItem('bandeng.apply')?.includes('马志强') ?? false), false)
}, { devices: ['phone'] })

journey('the other side knows telephone and code, and gets nowhere', async ({ as, open, person }) => {
  const clerk = await as('clerk')
  await clerk.setViewportSize({ width: 1440, height: 900 })
  const code = await desk.registerMatter(clerk, { applicant: '李建设', respondent: '吴大勇', kind: 'neighbours', narrative: '两家为排水沟争执。', claim: '请求清理排水沟', committee: person('director').organisation })
  const page = await open()
  await page.goto('/r/in')
  await page.getByLabel(words.door.code, { exact: true }).fill(code)
  for (const guess of ['13800000001', '7K3M9XVA24', '0000000000']) {
    await page.getByLabel(words.door.secret, { exact: true }).fill(guess)
    await tap(page, words.door.go)
    await page.getByRole('alert').waitFor()
  }
  await look(page, 'enter-refused')
  await page.goto('/r/mine')
  await page.getByRole('heading', { name: words.door.open, exact: true }).waitFor()
  // Guessed on and on, it is told to wait.
  for (let i = 0; i < 12; i++) {
    await page.request.post('/api/v1/public/residents/sessions', { data: { by: 'secret', code, secret: `7K3M9XVA${10 + i}` }, headers: { 'X-Requested-With': 'bandeng' } })
  }
  await page.getByLabel(words.door.code, { exact: true }).fill(code)
  await page.getByLabel(words.door.secret, { exact: true }).fill('7K3M9XVA99')
  await tap(page, words.door.go)
  await page.getByRole('alert').waitFor()
  await shot(page, 'enter-too-often')
  // Each party's own slip opens its own side.
  const slip = async (n) => (await ask(clerk, 'POST', `/matters/${code}/parties/${n}/slip`)).secret
  const secrets = [await slip(1), await slip(2)]
  assert.notEqual(secrets[0], secrets[1])
}, { devices: ['phone'] })

journey('a grid worker helps an old neighbour, who goes home with a slip', async ({ as, open }) => {
  const worker = await as('grid-worker')
  await worker.goto('/help-to-apply')
  const form = worker.getByRole('main')
  await form.getByLabel(zh.register.name).first().fill('赵守田')
  await form.getByLabel(zh.helped.narrative).fill('邻居的水流到我家院子里。')
  await form.getByLabel(zh.helped.claim).fill('把水引开')
  await form.locator('input[type=file]').setInputFiles([photo('院子.png'), photo('没有传完.png', { end: 40 })])
  await form.getByRole('img', { name: fill(zh.photos.one, { n: 2 }) }).waitFor()
  await form.getByLabel(zh.register.name).last().fill('钱有余')
  await form.getByRole('checkbox', { name: zh.helped.agreed }).check()
  await expectAccessible(worker)
  await shot(worker, 'helped-form')
  await worker.getByRole('button', { name: zh.helped.send, exact: true }).dblclick()
  await worker.getByRole('heading', { name: fill(zh.helped.done, { name: '赵守田' }) }).waitFor()
  // The broken one is told of, the other is with the matter.
  await worker.getByText(fill(zh.photos.lost, { n: 1 })).waitFor()
  await expectAccessible(worker)
  await shot(worker, 'helped-done')
  const print = worker.getByRole('link', { name: zh.helped.print })
  assert.match(await print.getAttribute('href'), /^blob:/)
  const [number, secret] = await worker.locator('.done .code').allInnerTexts()

  // The clerk reads out how it stands, and the slip opens the door.
  const clerk = await as('clerk')
  const kept = await ask(clerk, 'GET', `/matters/${number.replace(/\s/g, '')}/attachments`)
  assert.deepEqual(kept.items.map((file) => file.name), ['院子.png'])
  await clerk.setViewportSize({ width: 1440, height: 900 })
  await desk.openMatter(clerk, number.replace(/\s/g, ''))
  await clerk.getByRole('button', { name: zh.road.say, exact: true }).first().click()
  await clerk.getByRole('dialog').getByRole('status').waitFor()
  await expectAccessible(clerk)
  const page = await open()
  await page.goto('/r/in')
  await page.getByLabel(words.door.code, { exact: true }).fill(number)
  await page.getByLabel(words.door.secret, { exact: true }).fill(secret)
  await tap(page, words.door.go)
  await page.getByRole('heading', { name: words.door.mine, exact: true }).waitFor()
  await look(page, 'mine-helped')
}, { devices: ['phone'] })
