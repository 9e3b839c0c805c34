// A second factor: an authenticator, a recovery code, a passkey alone, an administrator's help; and sign-in at a provider.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'

import Provider from 'oidc-provider'

import { expectAccessible } from '../support/axe.mjs'
import { fillIn } from '../support/fields.mjs'
import { house, journey } from '../support/journey.mjs'
import { fill, zh } from '../support/words.mjs'

const w = zh.identity
const PROVIDER = '统一身份认证'

// Passkeys and the way back from the provider are for an address that is known before the server starts.
const free = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
const [port, away] = [await free(), await free()]
const issuer = `http://localhost:${away}`
const settings = join(tmpdir(), `bandeng-e2e-${process.pid}.toml`)
writeFileSync(
  settings,
  `public_url = "http://localhost:${port}"
outbound = ["${issuer}"]

[openid]
issuer = "${issuer}"
client_id = "bandeng"
client_secret = "a secret between the two of them"
name = "${PROVIDER}"
`,
)
Object.assign(house, { listen: `127.0.0.1:${port}`, args: ['--config', settings] })

let provider
before(async () => {
  const oidc = new Provider(issuer, {
    clients: [{ client_id: 'bandeng', client_secret: 'a secret between the two of them', redirect_uris: [`http://localhost:${port}/sign-in/back`] }],
    // Whoever signs in there is who they type.
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id }) }),
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    pkce: { required: () => true },
    cookies: { keys: ['for this run'] },
  })
  await new Promise((done) => (provider = oidc.listen(away, '127.0.0.1', done)))
})
after(() => provider?.close())

const shot = (page, name, device) => process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/security-${name}-${device}.png`, fullPage: true })

/** What an authenticator shows (RFC 6238), `later` steps of half a minute from now. */
function digits(seed, later = 0) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...seed].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later))
  const hash = createHmac('sha1', key).update(step).digest()
  const at = hash[19] & 15
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

async function enter(page, { login, password }) {
  await page.goto('/sign-in')
  await fillIn(page, { [w.login]: login, [w.password]: password })
  await page.getByRole('button', { name: w.enter, exact: true }).click()
}
async function again(page, { password }, go = w.go_on) {
  const sheet = page.getByRole('dialog', { name: w.password_again_title })
  await fillIn(sheet, { [w.password]: password })
  await sheet.getByRole('button', { name: go, exact: true }).click()
  await sheet.waitFor({ state: 'detached' })
}
async function leave(page, person) {
  await page.getByRole('button', { name: person.name }).click()
  await page.getByRole('button', { name: w.sign_out, exact: true }).click()
  await page.getByRole('heading', { name: w.sign_in, exact: true }).waitFor()
}
const inside = (page, person) => page.getByRole('button', { name: person.name }).waitFor()

async function addAuthenticator(page, person) {
  await page.goto('/security')
  await page.getByRole('button', { name: `+ ${w.totp_add}` }).click()
  await again(page, person)
  const form = page.getByRole('form', { name: w.totp_add })
  const seed = (await form.locator('.code').innerText()).replace(/\s/g, '')
  await fillIn(form, { [w.code]: '000000' })
  await form.getByRole('button', { name: w.totp_keep, exact: true }).click()
  await form.getByRole('alert').waitFor()
  await fillIn(form, { [w.code]: digits(seed) })
  return { form, seed }
}

journey(
  'somebody adds an authenticator and signs in with it, with a recovery code, and after the administrator helped',
  async ({ as, open, person, device }) => {
    const who = person('mediator2')
    const page = await as('mediator2')
    const { form, seed } = await addAuthenticator(page, who)
    await shot(page, 'totp', device)
    await expectAccessible(page)
    await form.getByRole('button', { name: w.totp_keep, exact: true }).click()
    await page.getByText(w.codes_title, { exact: true }).waitFor()
    const codes = await page.locator('.codes li').allInnerTexts()
    assert.equal(codes.length, 10)
    await shot(page, 'codes', device)
    await expectAccessible(page)
    await page.getByRole('button', { name: w.codes_kept, exact: true }).click()
    assert.equal(await page.getByText(codes[0]).count(), 0, 'shown once')
    await shot(page, 'all', device)

    await leave(page, who)
    await enter(page, who)
    await page.getByRole('heading', { name: w.second_title }).waitFor()
    await shot(page, 'second', device)
    await expectAccessible(page)
    // The code of this half minute is spent; the next one is taken already.
    await fillIn(page, { [w.code]: digits(seed, 1) })
    await page.getByRole('button', { name: w.enter, exact: true }).click()
    await inside(page, who)

    await leave(page, who)
    await enter(page, who)
    await fillIn(page, { [w.code]: codes[0] })
    await page.getByRole('button', { name: w.enter, exact: true }).click()
    await inside(page, who)
    await page.goto('/security')
    await page.getByText(fill(w.codes_left, { n: 9 }), { exact: true }).waitFor()

    // The telephone is lost, and the codes with it: the administrator helps, and says why.
    const keeper = await as('sysadmin')
    await keeper.goto('/admin/accounts')
    // Others have the same name: it is the sign-in name that tells.
    await keeper.getByPlaceholder(zh.people.search).fill(who.name)
    const row = keeper.getByRole('listitem').filter({ has: keeper.getByText(who.login, { exact: true }) })
    await row.getByRole('button', { name: fill(zh.people.factor_reset_of, { name: who.name }), exact: true }).click()
    const sheet = keeper.getByRole('dialog')
    await fillIn(sheet, { [zh.people.factor_reset_reason]: '手机丢失，已当面核实' })
    await shot(keeper, 'reset', device)
    await expectAccessible(keeper)
    await sheet.getByRole('button', { name: zh.people.factor_reset, exact: true }).click()
    await sheet.waitFor({ state: 'detached' })
    await page.goto('/')
    await page.locator('input[name=password]').waitFor()
    const fresh = await open()
    await enter(fresh, who)
    await inside(fresh, who)
  },
  { host: 'localhost', devices: ['desktop'] },
)

journey(
  'a passkey signs in without name and password, and is the second factor beside them',
  async ({ as, person, device }) => {
    const who = person('mediator')
    const page = await as('mediator')
    const keys = await page.context().newCDPSession(page)
    await keys.send('WebAuthn.enable')
    const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true }
    const { authenticatorId } = await keys.send('WebAuthn.addVirtualAuthenticator', { options })
    await page.goto('/security')
    await page.getByRole('button', { name: `+ ${w.passkey_add}` }).click()
    await again(page, who)
    const form = page.getByRole('form', { name: w.passkey_add })
    await fillIn(form, { [w.passkey_name]: '窗口电脑' })
    await form.getByRole('button', { name: w.passkey_make, exact: true }).click()
    await page.getByText('窗口电脑', { exact: true }).waitFor()
    const { credentials } = await keys.send('WebAuthn.getCredentials', { authenticatorId })
    assert.equal(credentials.length, 1)
    assert.equal(credentials[0].isResidentCredential, true)
    await shot(page, 'passkeys', device)
    await expectAccessible(page)

    await leave(page, who)
    await shot(page, 'door', device)
    await expectAccessible(page)
    await page.getByRole('button', { name: w.by_passkey, exact: true }).click()
    await inside(page, who)

    await leave(page, who)
    await enter(page, who)
    await page.getByRole('heading', { name: w.second_title }).waitFor()
    await page.getByRole('button', { name: w.by_passkey, exact: true }).click()
    await inside(page, who)

    // Whoever knows the password and has no passkey stays outside.
    await keys.send('WebAuthn.clearCredentials', { authenticatorId })
    await page.goto('/security')
    await page.getByRole('button', { name: fill(w.remove_of, { name: '窗口电脑' }), exact: true }).click()
    await again(page, who, zh.action.remove)
    await page.getByText(w.passkeys_none, { exact: true }).waitFor()
  },
  { host: 'localhost' },
)

journey(
  'somebody signs in at the provider, and nobody comes in who has no account here',
  async ({ open, person, device }) => {
    const who = person('clerk')
    const there = async (page, login) => {
      // The provider's page would fetch a font from elsewhere.
      await page.route(/^https:/, (route) => route.fulfill({ body: '', contentType: 'text/css' }))
      await page.goto('/sign-in?next=/matters')
      await page.getByRole('button', { name: fill(w.by_provider, { name: PROVIDER }), exact: true }).click()
      await page.waitForURL(`${issuer}/**`)
      await page.locator('input[name=login]').fill(login)
      await page.locator('input[name=password]').fill('anything')
      await page.locator('button[type=submit]').click()
      // It asks once whether we may know the name.
      await page.locator('input[name=prompt][value=consent]').waitFor({ state: 'attached' })
      await page.locator('button[type=submit]').click()
      await page.waitForURL(`http://localhost:${port}/**`)
    }
    const page = await open()
    await there(page, who.login)
    await inside(page, who)
    await page.waitForURL('**/matters')
    assert.equal((await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).includes('step'), false)

    const stranger = await open()
    await there(stranger, 'nobody-here')
    await stranger.getByRole('alert').waitFor()
    await shot(stranger, 'unknown', device)
    await expectAccessible(stranger)
    assert.equal((await stranger.request.get('/api/v1/me')).status(), 401)

    // An answer that was not asked for in this window is not taken.
    const lured = await open()
    await lured.goto('/sign-in/back?code=somebody-elses&state=made-up')
    await lured.getByText(w.back_lost, { exact: true }).waitFor()
  },
  { host: 'localhost', devices: ['desktop'] },
)
