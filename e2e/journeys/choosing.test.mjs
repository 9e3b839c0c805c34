// Both sides choose a mediator: one on the telephone, the other at the desk. A mediator decides what is public of them.
import { expectAccessible } from '../support/axe.mjs'
import * as desk from '../support/console.mjs'
import { journey } from '../support/journey.mjs'
import { accessible, ask, openLink, shot, smallAndLarge, words } from '../support/residents.mjs'
import { fill, label, zh } from '../support/words.mjs'

const NAMES = ['李建设', '吴大勇']
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

journey('both sides choose a mediator from a roster that ranks nobody', async ({ as, open, person }) => {
  const [clerk, director, mediator] = [await as('clerk'), await as('director'), await as('mediator')]
  for (const page of [clerk, director, mediator]) await page.setViewportSize({ width: 1440, height: 900 })
  const me = (await ask(mediator, 'GET', '/me')).account
  await mediator.goto('/roster')
  const row = mediator.getByRole('listitem').filter({ hasText: me.name })
  await row.getByRole('button', { name: zh.roster.edit, exact: true }).click()
  const sheet = mediator.getByRole('dialog')
  await sheet.getByLabel(label('Weekday', 'monday'), { exact: true }).check()
  await sheet.getByRole('textbox').last().press('Tab')
  await expectAccessible(mediator)
  await shot(mediator, 'roster-sheet')
  await sheet.getByRole('button', { name: zh.action.save, exact: true }).click()
  // The demo's mediator is public already; whoever was takes it back and says so anew.
  await row.getByRole('button', { name: zh.roster.hide, exact: true }).click()
  await row.getByText(zh.roster.not_public, { exact: true }).waitFor()
  await row.getByRole('button', { name: zh.roster.publish, exact: true }).click()
  await row.getByText(zh.roster.public, { exact: true }).waitFor()
  await expectAccessible(mediator)
  await shot(mediator, 'roster')

  const code = await desk.registerMatter(clerk, { applicant: NAMES[0], respondent: NAMES[1], kind: 'neighbours', narrative: '两家为排水沟争执。', claim: '请求清理排水沟', committee: person('director').organisation })
  const move = async (page, make) => {
    const matter = await ask(page, 'GET', `/matters/${code}`)
    await ask(page, 'POST', `/matters/${code}/mediations/1/moves`, { version: matter.version, make })
  }
  await move(clerk, { move: 'consent', party: 2, given: true, how: 'oral', on: today() })
  await move(director, { move: 'accept', on: today() })
  const roster = await ask(director, 'GET', `/organisations/${(await ask(director, 'GET', '/me')).posts[0].organisation.id}/roster`)
  const others = roster.items.map((one) => one.account).filter((id) => id !== me.id)
  await move(director, { move: 'propose_mediators', mediators: [me.id, ...others].slice(0, 3) })

  await desk.openMatter(clerk, code)
  const part = clerk.locator('#preparation')
  await part.getByRole('button', { name: zh.roster.choice_link, exact: true }).first().click()
  const dialog = clerk.getByRole('dialog')
  const link = await dialog.getByText(/\/r\/l#/).innerText()
  await dialog.getByRole('button', { name: zh.link.done, exact: true }).click()
  await expectAccessible(clerk)
  await shot(clerk, 'console-choice')

  const page = await open()
  await openLink(page, link)
  await page.getByRole('checkbox', { name: new RegExp(me.name) }).check()
  await accessible(page)
  await shot(page, 'choice')
  const usual = await smallAndLarge(page)
  await accessible(page)
  await shot(page, 'choice-large')
  await usual()
  await page.getByRole('button', { name: words.choice.send, exact: true }).dblclick()
  await page.getByText(fill(words.choice.you_said, { names: me.name })).waitFor()
  await accessible(page)
  await move(clerk, { move: 'pick_mediator', party: 2, accepts: [me.id] })
  await page.reload()
  await page.getByText(fill(words.choice.chosen, { names: me.name })).waitFor()
  await shot(page, 'choice-chosen')
}, { devices: ['phone'] })
