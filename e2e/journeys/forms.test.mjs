// What is typed is kept: through mistakes, reloads and colleagues who were faster; and all of it without a mouse.
import assert from 'node:assert/strict'

import * as desk from '../support/console.mjs'
import { field, fillIn, pick } from '../support/fields.mjs'
import { journey } from '../support/journey.mjs'
import { label, zh } from '../support/words.mjs'

const SUN = '孙德顺'
const MA = '马桂英'
const story = '两家共用一条水渠，浇水的次序没有谈好，昨天在渠口吵了起来。'

journey(
  'a form with mistakes keeps what was typed and points at the fields',
  async ({ as }) => {
    const clerk = await as('clerk')
    await clerk.goto('/register')
    const main = clerk.getByRole('main')
    const save = clerk.getByRole('button', { name: zh.register.save, exact: true })
    const phone = field(desk.party(clerk, 0), zh.register.phone)
    const place = field(main, zh.register.place)
    await fillIn(desk.party(clerk, 0), { [zh.register.name]: SUN, [zh.register.phone]: '12' })
    await place.fill('三组渠口')

    // Everything that is missing or wrong is told at once.
    await save.click()
    for (const name of [zh.register.kind, zh.register.area, zh.register.narrative]) await says(field(main, name))
    await says(phone)
    await fillIn(main, { [zh.register.kind]: pick(label('DisputeKind', 'neighbours')), [zh.register.area]: pick('大柳村') })
    await save.click()
    for (const box of [phone, field(main, zh.register.narrative)]) await says(box)
    assert.ok(await phone.evaluate((input) => input === document.activeElement), 'the first mistake has the focus')
    assert.equal(await phone.inputValue(), '12')
    assert.equal(await place.inputValue(), '三组渠口')
    assert.equal(await field(desk.party(clerk, 0), zh.register.name).inputValue(), SUN)

    await phone.fill('13909350001')
    await field(main, zh.register.narrative).fill(story)
    await desk.save(clerk)
  },
  { devices: ['desktop'] },
)

/** A field is marked as wrong, and its note says why. */
async function says(box) {
  const page = box.page()
  await page.waitForFunction((input) => input.getAttribute('aria-invalid') === 'true', await box.elementHandle())
  const note = await box.getAttribute('aria-describedby')
  assert.match(await page.locator(`[id="${note}"]`).innerText(), /\p{Script=Han}/u)
}

journey(
  'whoever comes second sees what changed and keeps what was typed',
  async ({ as, person }) => {
    const clerk = await as('clerk')
    const code = await desk.registerMatter(clerk, {
      applicant: SUN,
      respondent: MA,
      kind: 'neighbours',
      narrative: story,
      committee: person('director').organisation,
    })
    await desk.openMatter(clerk, code)
    const decline = label('MoveKind', 'decline')
    const form = await desk.openMove(clerk, decline)
    await fillIn(form, {
      [zh.field.reason]: pick(label('DeclineReason', 'elsewhere')),
      [zh.field.route]: pick(label('Route', 'other_committee')),
      [zh.field.note]: '这条渠归邻镇管。',
    })

    const director = await as('director')
    await desk.openMatter(director, code)
    await desk.consent(director, SUN)

    await form.getByRole('button', { name: decline, exact: true }).click()
    const note = form.getByRole('alert').or(form.getByRole('status')).filter({ hasText: zh.problem.stale_changes })
    await note.waitFor()
    await note.getByText(person('director').name).waitFor()
    await note.getByText(zh.problem.stale_kept).waitFor()
    assert.equal(await field(form, zh.field.note).inputValue(), '这条渠归邻镇管。')

    // Having read it, the clerk sends the same again.
    await desk.send(clerk, form, decline)
    await desk.expectState(clerk, 'MediationState', 'declined')
  },
  { devices: ['desktop'] },
)

journey(
  'a half-typed registration survives a reload and a look elsewhere',
  async ({ as }) => {
    const clerk = await as('clerk')
    await clerk.goto('/register')
    await field(desk.party(clerk, 0), zh.register.name).fill(MA)
    await field(clerk, zh.register.narrative).fill(story)
    await pick(label('DisputeKind', 'forest_land'))(clerk.getByRole('main'), zh.register.kind)
    await clerk.getByText(zh.register.draft_saved).waitFor()
    await clerk.reload()
    await expectTyped(clerk)

    await clerk.getByRole('link', { name: zh.nav.matters, exact: true }).click()
    await clerk.getByRole('heading', { name: zh.nav.matters, exact: true }).waitFor()
    await clerk.getByRole('button', { name: zh.register.title }).click()
    await expectTyped(clerk)
  },
  { devices: ['desktop'] },
)

async function expectTyped(page) {
  const name = field(desk.party(page, 0), zh.register.name)
  await name.waitFor()
  await page.waitForFunction(({ box, value }) => box.value === value, { box: await name.elementHandle(), value: MA })
  assert.equal(await field(page, zh.register.narrative).inputValue(), story)
  assert.equal(await field(page, zh.register.kind).inputValue(), label('DisputeKind', 'forest_land'))
}

journey(
  'the keys of those who work here all day',
  async ({ as }) => {
    const clerk = await as('clerk')
    const codes = []
    for (const applicant of [SUN, MA]) {
      codes.push(await desk.registerMatter(clerk, { applicant, respondent: '高来顺', kind: 'neighbours', narrative: story }))
    }
    const { keyboard } = clerk
    const main = clerk.getByRole('main')

    await keyboard.press('?')
    const help = clerk.getByText(zh.keys.title, { exact: true })
    await help.waitFor()
    await keyboard.press('Escape')
    await help.waitFor({ state: 'hidden' })

    // A key is a letter again as soon as somebody writes.
    await keyboard.press('n')
    await main.getByRole('heading', { name: zh.register.title, exact: true }).waitFor()
    const name = field(desk.party(clerk, 0), zh.register.name)
    await tabTo(name)
    await keyboard.type('n/?jk')
    assert.equal(await name.inputValue(), 'n/?jk')
    await tabTo(clerk.getByRole('button', { name: zh.register.save, exact: true }))

    await keyboard.press('/')
    await keyboard.type(codes[0])
    await keyboard.press('Enter')
    await clerk.waitForURL(`**/matters/${codes[0]}`)
    await desk.now(clerk).waitFor()

    await clerk.goto('/matters')
    const row = (code) => main.locator(`a[href$="${code}"]`)
    const focused = (code) => row(code).evaluate((element) => element === document.activeElement)
    // The newest stands first.
    await row(codes[1]).waitFor()
    await keyboard.press('j')
    assert.ok(await focused(codes[1]))
    await keyboard.press('j')
    assert.ok(await focused(codes[0]))
    await keyboard.press('k')
    await keyboard.press('Enter')
    await clerk.waitForURL(`**/matters/${codes[1]}`)
  },
  { devices: ['desktop'] },
)

/** Presses the tabulator until something has the focus. */
async function tabTo(target) {
  const page = target.page()
  await target.waitFor()
  for (let steps = 0; steps < 80; steps++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the tabulator does not lead to ${target}`)
}
