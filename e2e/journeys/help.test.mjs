// Somebody presses for help: two responders, the wall of the hall, and the caller's own page. Then grids on the map.
import assert from 'node:assert/strict'
import { expectAccessible } from '../support/axe.mjs'
import { day, field, fillIn, pick } from '../support/fields.mjs'
import { journey } from '../support/journey.mjs'
import { label, zh } from '../support/words.mjs'

const GRID = '桥坡村一组网格'
const help = (text) => new RegExp(text)
let number = 13_700_000_000

/** A grid worker enrols somebody who is there, and hands over the link. */
async function enrol(page) {
  await page.goto('/callers')
  await page.getByRole('button', { name: zh.callers.add, exact: true }).first().click()
  const sheet = page.getByRole('dialog')
  await fillIn(sheet, { [zh.callers.grid]: pick(GRID), [zh.callers.name]: '王奶奶', [zh.callers.phone]: String(++number), [zh.callers.place]: '一组三号院西屋', [zh.callers.note]: '耳背，请直接推门' })
  await sheet.getByLabel(zh.callers.agreed).check()
  await sheet.getByRole('button', { name: zh.callers.add_do, exact: true }).click()
  const link = await page.getByText(/\/r\/help#/).innerText()
  await expectAccessible(page)
  await page.getByRole('button', { name: zh.callers.given, exact: true }).click()
  return link
}

journey('one press rings two people, one comes, and the wall sees it without a name', async ({ as, open, person }) => {
  const worker = await as('grid-worker')
  const link = await enrol(worker)
  const clerk = await as('clerk')
  // The account of the wall has the board and nothing else: no bar, no name.
  const wall = await open()
  await wall.goto('/sign-in')
  const screen = person('hall-screen')
  await fillIn(wall, { [zh.identity.login]: screen.login, [zh.identity.password]: screen.password })
  await wall.getByRole('button', { name: zh.identity.enter, exact: true }).click()
  await wall.waitForURL(/\/board$/)
  await wall.getByText(zh.board.none, { exact: true }).waitFor()
  for (const page of [worker, clerk]) {
    await page.goto('/calls')
    await page.getByText(zh.calls.line_live).waitFor()
  }
  await worker.getByRole('button', { name: new RegExp(zh.calls.bell) }).click()

  const caller = await open()
  await caller.goto(link)
  // The secret is taken out of the address at once.
  await caller.waitForURL(/\/r\/help$/)
  for (const emergency of ['110', '119', '120']) await caller.locator(`a[href="tel:${emergency}"]`).waitFor()
  await expectAccessible(caller)
  await caller.getByRole('button', { name: '叫人帮忙', exact: true }).click()
  await caller.getByText(help('正在呼叫')).waitFor()

  const card = worker.getByRole('listitem').filter({ hasText: '王奶奶' })
  await card.getByText('一组三号院西屋').waitFor()
  await expectAccessible(worker)
  // The wall and the desk see that there is a call and where, and no name.
  for (const page of [wall, clerk]) {
    await page.getByText(GRID).first().waitFor()
    assert.equal(await page.getByText('王奶奶').count(), 0)
  }
  await expectAccessible(wall)
  await card.getByRole('button', { name: label('CallMoveKind', 'take'), exact: true }).click()
  await caller.getByText(help('正在赶来')).waitFor()
  await wall.getByText(label('CallState', 'taken'), { exact: true }).first().waitFor()
  await card.getByRole('button', { name: label('CallMoveKind', 'arrive'), exact: true }).click()
  await caller.getByText(help('已经到了')).waitFor()
  await card.getByRole('textbox', { name: zh.calls.words }).fill('扶她起来，叫了她女儿。')
  await card.getByRole('button', { name: label('CallMoveKind', 'finish'), exact: true }).click()
  await caller.getByRole('button', { name: '帮上了', exact: true }).click()
  await caller.getByText('谢谢您告诉我们').waitFor()
  await wall.getByText(zh.board.none, { exact: true }).waitFor()
  await worker.getByText(zh.calls.said.replace('{what}', label('Helped', 'yes'))).waitFor()
})

journey('a grid is drawn, and a file with a crossing border is refused at its feature', async ({ as }) => {
  const page = await as('coordinator')
  await page.goto('/grids')
  await page.getByText(GRID).first().waitFor()
  await page.locator('.place[data-ready="yes"]').waitFor()
  await expectAccessible(page)
  // Bring a file: one grid is well, the other crosses itself.
  const square = (x) => [[[x, 37.81], [x + 0.01, 37.81], [x + 0.01, 37.82], [x, 37.82], [x, 37.81]]]
  const bow = [[[102.71, 37.81], [102.72, 37.82], [102.72, 37.81], [102.71, 37.82], [102.71, 37.81]]]
  const file = (rings) => JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: { code: '620602130200002' }, geometry: { type: 'Polygon', coordinates: square(102.735) } }, { type: 'Feature', properties: { code: '620602130200001' }, geometry: { type: 'Polygon', coordinates: rings } }] })
  const bring = async (rings) => {
    await page.getByRole('button', { name: zh.grids.bring, exact: true }).click()
    const sheet = page.getByRole('dialog')
    await fillIn(sheet, { [zh.places.boundary_source]: '演示' })
    await sheet.locator('input[type=file]').setInputFiles({ name: 'grids.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(file(rings)) })
    return sheet
  }
  const sheet = await bring(bow)
  await sheet.getByText('/features/1/geometry/coordinates/0').waitFor()
  await sheet.getByText(/自相交/).waitFor()
  await expectAccessible(page)
  await sheet.getByRole('button', { name: zh.action.cancel, exact: true }).click()
  await bring(square(102.71))
  await page.getByText(zh.grids.brought.replace('{n}', '2').replace('{points}', '10')).waitFor()

  // Draw: on the map, and by typing a corner.
  await page.getByRole('link', { name: new RegExp(`^${GRID}`) }).click()
  await page.getByRole('button', { name: zh.grids.redraw, exact: true }).click()
  const typed = page.getByRole('textbox', { name: new RegExp(zh.grids.typed) })
  const lines = async () => (await typed.inputValue()).trim().split('\n').length
  assert.equal(await lines(), 4)
  const map = page.locator('.place[data-ready="yes"]')
  await map.waitFor()
  const box = await map.boundingBox()
  await page.mouse.click(box.x + box.width / 2, box.y + 24)
  await page.waitForFunction((area) => area.value.trim().split('\n').length === 5, await typed.elementHandle())
  await typed.fill('102.71, 37.81\n102.72, 37.82\n102.72, 37.81\n102.71, 37.82')
  await fillIn(page.getByRole('main'), { [zh.places.boundary_source]: '手绘' })
  await page.getByRole('button', { name: zh.grids.save_border, exact: true }).click()
  await page.getByText(/自相交/).waitFor()
  await typed.fill('102.71, 37.81\n102.73, 37.81\n102.72, 37.83')
  await page.getByRole('button', { name: zh.grids.save_border, exact: true }).click()
  await page.getByText('手绘').first().waitFor()
  // What lies under the bar of the page has no room.
  await page.evaluate(() => scrollTo(0, 0))
  await expectAccessible(page)
}, { devices: ['desktop'] })

journey('a round is planned without a person and becomes a matter', async ({ as }) => {
  const page = await as('coordinator')
  await page.goto('/rounds')
  await page.getByRole('button', { name: zh.rounds.plan, exact: true }).click()
  const sheet = page.getByRole('dialog')
  await fillIn(sheet, { [zh.rounds.name]: '三月走访', [zh.rounds.kind]: pick(label('StopKind', 'organisation')), [zh.callers.grid]: pick(GRID), [zh.rounds.what_organisation]: '找13800000001的卫生室' })
  await sheet.getByRole('button', { name: zh.rounds.plan_do, exact: true }).click()
  await sheet.getByText(/像电话号码/).first().waitFor()
  await fillIn(sheet, { [zh.rounds.what_organisation]: '桥坡村卫生室' })
  await sheet.getByRole('button', { name: zh.rounds.plan_do, exact: true }).click()
  await page.waitForURL(/\/rounds\/\d+$/)
  await expectAccessible(page)

  const worker = await as('grid-worker')
  await worker.goto(page.url())
  await worker.getByRole('button', { name: zh.rounds.record, exact: true }).click()
  await fillIn(worker.getByRole('dialog'), { [zh.rounds.done_what]: '下水道堵了，和隔壁争执。', [zh.rounds.wished]: '疏通下水道' })
  await worker.getByRole('button', { name: zh.action.save, exact: true }).click()
  await worker.getByText('下水道堵了，和隔壁争执。').waitFor()
  await worker.getByRole('button', { name: zh.rounds.become, exact: true }).click()
  await fillIn(worker.getByRole('dialog'), { [zh.rounds.matter_kind]: pick(label('DisputeKind', 'neighbours')) })
  await worker.getByRole('button', { name: zh.rounds.become_do, exact: true }).click()
  await worker.getByRole('link', { name: /已登记为事项/ }).click()
  await worker.waitForURL(/\/matters\/\d{16}$/)
  await worker.getByText('桥坡村卫生室').first().waitFor()
})

journey('a keypad is connected, and whoever is away is stood in for', async ({ as }) => {
  const security = await as('secadmin')
  await security.goto('/admin/call-doors')
  await security.getByRole('button', { name: zh.doors.add, exact: true }).first().click()
  const sheet = security.getByRole('dialog')
  await fillIn(sheet, { [zh.doors.name]: '按键求助' })
  await field(sheet, zh.doors.desk).click()
  await field(sheet, zh.doors.desk).pressSequentially('大柳镇综治')
  await security.getByRole('option').filter({ hasText: '大柳镇综治中心' }).first().click()
  await expectAccessible(security)
  await sheet.getByRole('button', { name: zh.doors.add_do, exact: true }).click()
  await security.getByText(/\/api\/v1\/public\/calls\/telephone\/\d+$/).waitFor()
  await security.getByText(/^bdc_/).waitFor()
  await expectAccessible(security)

  const worker = await as('grid-worker')
  await worker.goto('/grids/620602130200001')
  await worker.getByRole('button', { name: zh.grids.leave, exact: true }).first().click()
  await fillIn(worker.getByRole('dialog'), { [zh.grids.term_from]: day('今天') })
  await worker.getByRole('button', { name: zh.grids.leave_add, exact: true }).click()
  await worker.getByText(zh.grids.stood_in).waitFor()
  await expectAccessible(worker)
}, { devices: ['desktop'] })
