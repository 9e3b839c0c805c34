// The street: a manhole goes by rule to the water department and is checked by somebody else; a quarrel becomes a mediation;
// a department says that it is not for it; a township whistles; a leader takes charge.
import assert from 'node:assert/strict'
import { expectAccessible } from '../support/axe.mjs'
import { chip, day, fillIn, pick, pickAll } from '../support/fields.mjs'
import { journey } from '../support/journey.mjs'
import { label, zh } from '../support/words.mjs'

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const photo = { name: '现场.png', mimeType: 'image/png', buffer: PNG }
const words = zh.events
const press = (page, name) => page.getByRole('button', { name, exact: true }).first().click()
const move = (kind) => label('DispatchMoveKind', kind)

/** Reports from a telephone, with a photo; the code. */
async function report(page, { what, category, place, people = [] }) {
  await page.goto('/events/report')
  await fillIn(page.getByRole('main'), { [words.what]: what, [words.category]: pick(label('EventClass', category)), [words.place]: place })
  for (const [i, name] of people.entries()) await page.getByRole('group', { name: words.who_quarrels }).getByRole('textbox').nth(i * 2).fill(name)
  await page.locator('input[type=file]').setInputFiles(photo)
  await page.getByRole('img', { name: /1$/ }).waitFor()
  await expectAccessible(page)
  await press(page, words.send_in)
  await page.getByRole('heading', { name: words.kept }).waitFor()
  await press(page, words.open)
  await page.waitForURL(/\/matters\/\d+$/)
  return page.url().split('/').at(-1)
}

/** Makes a move with its form, if it has one; waits until it is done. */
async function make(page, kind, values = {}, attach = false) {
  const now = page.getByRole('region', { name: zh.matter.what_now }).first()
  const more = now.getByRole('button', { name: /^还有/ })
  const button = now.getByRole('button', { name: move(kind), exact: true }).first()
  if (!(await button.isVisible().catch(() => false)) && (await more.count())) await more.click()
  await button.click()
  const form = page.locator(`[data-form="dispatch:${kind}"]`)
  await form.waitFor()
  await fillIn(form, values)
  if (attach) {
    await form.locator('input[type=file]').setInputFiles(photo)
    await form.getByRole('status').filter({ hasNotText: '%' }).waitFor()
  }
  await form.locator('button[type=submit]').click()
  await form.waitFor({ state: 'detached' })
}
const soon = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

journey('a manhole goes by rule to a department and is checked by another; a quarrel becomes a mediation', async ({ as }) => {
  const worker = await as('grid-worker')
  const manhole = await report(worker, { what: '供水站前的井盖不见了，天黑了看不见。', category: 'construction', place: '供水站前' })
  const coordinator = await as('coordinator')
  await coordinator.goto(`/matters/${manhole}`)
  await make(coordinator, 'file')
  // Which rule chose it stands beside what it chose.
  await make(coordinator, 'send')
  await coordinator.getByText(/由第 1 版第 1 条规则选定/).waitFor()
  await expectAccessible(coordinator)

  const water = await as('water-officer')
  await water.goto('/events')
  await water.locator(`a[href="/matters/${manhole}"]`).click()
  await make(water, 'accept')
  await make(water, 'arrive')
  await make(water, 'finish', { [zh.field.result]: '换了新井盖' }, true)
  await make(water, 'answer', { [zh.field.joint_answer]: '井盖已经更换，四周用水泥固定。' })
  assert.equal(await water.getByRole('button', { name: move('pass'), exact: true }).count(), 0, 'nobody checks their own work')
  await expectAccessible(water)

  await worker.goto(`/matters/${manhole}`)
  await make(worker, 'pass', { [zh.field.note]: '现场看过，牢固' }, true)
  await worker.getByText(label('DispatchState', 'resolved')).first().waitFor()

  await report(worker, { what: '两家为巷道排水吵起来了，邻居劝不住。', category: 'quarrel', place: '二组巷道', people: ['柴有福', '董守田'] })
  const event = worker.url()
  await press(worker, words.mediate)
  await worker.waitForURL((url) => url.href !== event && /\/matters\/\d+$/.test(url.pathname))
  await worker.getByText('柴有福').first().waitFor()
  await worker.getByText(words.from_event).waitFor()
  await expectAccessible(worker)
}, { devices: ['phone', 'desktop'] })

journey('a department objects, is overruled by nobody, and answers until another accepts', async ({ as }) => {
  const worker = await as('grid-worker')
  const code = await report(worker, { what: '通村路的井盖塌了，是路面下的排水井。', category: 'construction', place: '通村路口' })
  const coordinator = await as('coordinator')
  await coordinator.goto(`/matters/${code}`)
  await make(coordinator, 'file')
  await make(coordinator, 'send')
  const water = await as('water-officer')
  await water.goto(`/matters/${code}`)
  await make(water, 'object', { [zh.field.reason]: pick(label('ObjectionReason', 'not_our_duty')), [zh.field.note]: '是公路的排水井' })
  await coordinator.reload()
  await make(coordinator, 'decide', { [zh.field.instead_unit]: pick('凉州区交通运输局'), [zh.field.note]: '请交通运输局办理' })
  await coordinator.getByText(words.first_answers).waitFor()
  const roads = await as('roads-officer')
  await roads.goto(`/matters/${code}`)
  await make(roads, 'object', { [zh.field.reason]: pick(label('ObjectionReason', 'outside_area')), [zh.field.note]: '村道归镇上' })
  // The second time it ends in supervision, by itself.
  await coordinator.reload()
  await coordinator.getByText(label('LadderStep', 'supervision')).first().waitFor()
  await coordinator.getByText(label('LadderGround', 'shifted')).first().waitFor()
  await make(coordinator, 'decide', { [zh.field.objection_upheld]: chip(zh.choice.not_upheld), [zh.field.note]: '属于公路附属设施' })
  await roads.reload()
  await make(roads, 'accept')
  await roads.getByText(label('UnitState', 'released')).first().waitFor()
  await expectAccessible(roads)
}, { devices: ['desktop'] })

journey('a township whistles, each unit answers for its part, and a leader takes charge', async ({ as }) => {
  const worker = await as('grid-worker')
  const code = await report(worker, { what: '河道边倾倒建筑垃圾，堵了渠口。', category: 'environment', place: '东河渠口' })
  const coordinator = await as('coordinator')
  await coordinator.goto(`/matters/${code}`)
  await make(coordinator, 'file')
  const assist = async (scope, name) => scope.getByRole('group', { name, exact: true }).last().getByLabel('凉州区交通运输局').check()
  await make(coordinator, 'whistle', { [zh.field.lead_unit]: pick('凉州区水务局'), [zh.field.assisting_units]: assist, [zh.field.whistle_note]: '今天下午三点到渠口集合' })
  await coordinator.getByText(words.whistle).waitFor()
  await make(coordinator, 'take_charge', { [zh.field.leader]: pick('赵立新'), [zh.field.charge_unit]: pick('凉州区水务局'), [zh.field.solve_by]: day(soon(5)) })
  const water = await as('water-officer')
  const roads = await as('roads-officer')
  for (const page of [water, roads]) {
    await page.goto(`/matters/${code}`)
    await make(page, 'accept')
    await make(page, 'arrive')
    await make(page, 'finish', { [zh.field.result]: '清运完毕' }, true)
  }
  await water.reload()
  await make(water, 'answer', { [zh.field.joint_answer]: '垃圾已清运，渠口已通。' })
  await coordinator.reload()
  await coordinator.getByText('垃圾已清运，渠口已通。').first().waitFor()
  const leader = await as('leader')
  // Whoever takes charge is told, sees what it is about, and has it on paper.
  await leader.getByText(/^领导包案/).first().waitFor()
  await leader.goto(`/matters/${code}`)
  await leader.getByRole('heading', { level: 1 }).waitFor()
  const papers = leader.locator('#papers')
  await papers.getByText('领导包案责任单').waitFor()
  assert.equal(await papers.getByText('事件派遣单').count(), 2, 'one for each unit')
  const [download] = await Promise.all([leader.waitForEvent('download'), papers.getByRole('link', { name: /DOCX/ }).first().click()])
  assert.match(download.suggestedFilename(), /^事件派遣单-1-\d+\.docx$/)
  await expectAccessible(leader)
  await expectAccessible(coordinator)
}, { devices: ['desktop'] })

journey('rules are tried before they are published', async ({ as }) => {
  const planner = await as('county-coordinator')
  await planner.goto('/events/plan')
  await planner.getByText(/派给凉州区水务局/).first().waitFor()
  await press(planner, words.add_rule)
  const sheet = planner.getByRole('dialog')
  await fillIn(sheet, { [words.if_category]: pickAll(label('EventClass', 'construction')), [words.then_unit]: pick('凉州区交通运输局') })
  await sheet.locator('button[type=submit]').click()
  await sheet.waitFor({ state: 'detached' })
  await planner.getByText(/永远轮不到/).waitFor()
  await press(planner, words.try)
  await planner.getByText(/用最近 \d+ 件事件试了一遍/).waitFor()
  await expectAccessible(planner)
}, { devices: ['desktop'] })
