// Without a mouse, from the door to the code; and from one machine to the other.
import assert from 'node:assert/strict'

import { expectAccessible } from '../support/axe.mjs'
import * as desk from '../support/console.mjs'
import { field, pick } from '../support/fields.mjs'
import { journey } from '../support/journey.mjs'
import { label, zh } from '../support/words.mjs'

const SUN = '孙德顺'
const MA = '马桂英'
const GAO = '高来顺'
const story = '两家共用一条水渠，浇水的次序没有谈好，昨天在渠口吵了起来。'

/** Presses the tabulator until the field with a label has the focus, as somebody does who looks at the screen. */
async function tabTo(page, target) {
  await target.waitFor()
  for (let steps = 0; steps < 60; steps++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the tabulator does not lead to ${target}`)
}

journey(
  'a matter is registered by keys alone',
  async ({ open, person }) => {
    const clerk = person('clerk')
    const page = await open()
    const { keyboard } = page
    const write = async (target, text) => {
      await tabTo(page, target)
      await keyboard.type(text)
    }
    await page.goto('/sign-in')
    await write(field(page, zh.identity.login), clerk.login)
    await write(field(page, zh.identity.password), clerk.password)
    await keyboard.press('Enter')
    await page.getByRole('button', { name: clerk.name }).waitFor()

    await keyboard.press('n')
    const main = page.getByRole('main')
    await main.getByRole('heading', { name: zh.register.title, exact: true }).waitFor()
    await write(field(desk.party(page, 0), zh.register.name), SUN)
    await write(field(desk.party(page, 1), zh.register.name), MA)

    // The initials of the kind, and the arrow and Enter of a list.
    const kind = field(main, zh.register.kind)
    await write(kind, 'll')
    assert.equal(await kind.getAttribute('aria-expanded'), 'true')
    await keyboard.press('Enter')
    assert.equal(await kind.inputValue(), label('DisputeKind', 'neighbours'))
    await keyboard.press('ArrowDown')
    await keyboard.press('Home')
    await keyboard.press('ArrowDown')
    await keyboard.press('Escape')
    assert.equal(await kind.inputValue(), label('DisputeKind', 'neighbours'), 'Escape leaves what was chosen')

    // A day as it is spoken, and one that nobody can read.
    const on = field(main, zh.register.occurred_on)
    await write(on, '昨天')
    await keyboard.press('Tab')
    const kept = await on.inputValue()
    assert.match(kept, /^\d{4}-\d{2}-\d{2}$/)
    await keyboard.press('Shift+Tab')
    await keyboard.type('上个月')
    await keyboard.press('Tab')
    await main.getByText(zh.control.bad_day).waitFor()
    assert.equal(await on.getAttribute('aria-invalid'), 'true')
    await keyboard.press('Shift+Tab')
    await keyboard.type(kept)

    const area = field(main, zh.register.area)
    await write(area, '大柳村')
    await page.getByRole('option').filter({ hasText: '大柳村' }).first().waitFor()
    await expectAccessible(page)
    await keyboard.press('Tab')
    assert.match(await area.inputValue(), /^大柳村/)
    await write(field(main, zh.register.narrative), story)
    await tabTo(page, page.getByRole('button', { name: zh.register.save, exact: true }))
    await keyboard.press('Enter')
    const code = await desk.registered(page)

    // And a form of a move: the party is chosen, the day is there already.
    await desk.openMatter(page, code)
    const consent = label('MoveKind', 'consent')
    await tabTo(page, desk.now(page).getByRole('button', { name: consent, exact: true }))
    await keyboard.press('Enter')
    const form = desk.form(page, consent)
    await tabTo(page, field(form, zh.field.party))
    await keyboard.press('ArrowDown')
    await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    assert.equal(await field(form, zh.field.party).inputValue(), MA)
    await tabTo(page, form.getByRole('button', { name: consent, exact: true }))
    await keyboard.press('Enter')
    await form.waitFor({ state: 'detached' })
    await desk.section(page, zh.matter.preparation).getByText(zh.choice.yes).first().waitFor()
  },
  { devices: ['desktop'] },
)

journey(
  'the help holds the focus, and no key acts behind it',
  async ({ as }) => {
    const page = await as('clerk')
    const { keyboard } = page
    await page.getByRole('heading', { name: zh.nav.today, exact: true }).waitFor()
    await keyboard.press('?')
    const help = page.getByRole('dialog', { name: zh.keys.title })
    await help.waitFor()
    assert.equal(await help.getAttribute('aria-modal'), 'true')
    await expectAccessible(page)
    for (let presses = 0; presses < 4; presses++) {
      await keyboard.press('Tab')
      assert.ok(
        await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest('dialog')),
        'the focus does not go behind the help',
      )
    }
    await keyboard.press('n')
    await keyboard.press('/')
    assert.ok(await help.isVisible())
    assert.equal(new URL(page.url()).pathname, '/')
    await keyboard.press('Escape')
    await help.waitFor({ state: 'detached' })
    await keyboard.press('n')
    await page.waitForURL('**/register')
  },
  { devices: ['desktop'] },
)

journey(
  'a draft begun on one machine is resumed on another',
  async ({ as }) => {
    const window = await as('clerk')
    await window.goto('/register')
    await field(desk.party(window, 0), zh.register.name).fill(GAO)
    await pick(label('DisputeKind', 'forest_land'))(window.getByRole('main'), zh.register.kind)
    await field(window, zh.register.narrative).fill(story)
    await window.getByText(zh.register.draft_saved).waitFor()

    const office = await as('clerk')
    await office.goto('/register')
    const drafts = office.getByRole('region', { name: zh.register.drafts })
    await drafts.getByRole('button', { name: GAO, exact: true }).click()
    const main = office.getByRole('main')
    assert.equal(await field(desk.party(office, 0), zh.register.name).inputValue(), GAO)
    assert.equal(await field(main, zh.register.kind).inputValue(), label('DisputeKind', 'forest_land'))
    assert.equal(await field(main, zh.register.narrative).inputValue(), story)

    await field(desk.party(office, 1), zh.register.name).fill(MA)
    await pick('大柳村')(main, zh.register.area)
    await desk.save(office)

    // What became a matter is no draft any more.
    const third = await as('clerk')
    await third.goto('/register')
    await third.getByRole('button', { name: zh.register.save, exact: true }).waitFor()
    await third.waitForLoadState('networkidle')
    assert.equal(await third.getByRole('region', { name: zh.register.drafts }).getByRole('button', { name: GAO }).count(), 0)
  },
  { devices: ['desktop'] },
)
