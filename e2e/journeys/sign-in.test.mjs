// The first page anybody sees.
import assert from 'node:assert/strict'

import { expectAccessible } from '../support/axe.mjs'
import { journey } from '../support/journey.mjs'
import { zh } from '../support/words.mjs'

journey('whoever is not signed in is asked to', async ({ open }) => {
  const page = await open()
  await page.goto('/')
  await page.locator('input[type="password"]').waitFor()
  assert.match(await page.title(), /板凳|Bandeng/)
  await expectAccessible(page)
})

journey('whoever left a session behind ends it from here', async ({ as, person }) => {
  const left = await as('mediator2')
  const here = await as('mediator2')
  await here.goto('/sessions')
  const button = here.getByRole('button', { name: zh.identity.end_others, exact: true })
  await button.focus()
  await here.keyboard.press('Enter')
  const sheet = here.getByRole('dialog', { name: zh.identity.end_others })
  await sheet.waitFor()
  await expectAccessible(here)
  // Asked once more, and the way out is what has the focus.
  await here.keyboard.press('Enter')
  await sheet.waitFor({ state: 'detached' })
  await button.click()
  await here.keyboard.press('Tab')
  await here.keyboard.press('Enter')
  await here.getByText(zh.identity.sessions_alone).waitFor()
  assert.equal(await button.count(), 0)

  await left.goto('/')
  await left.locator('input[type="password"]').waitFor()
  await here.reload()
  await here.getByRole('button', { name: person('mediator2').name }).waitFor()
})
