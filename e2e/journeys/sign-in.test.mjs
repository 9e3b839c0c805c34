// The first page anybody sees.
import assert from 'node:assert/strict'

import { expectAccessible } from '../support/axe.mjs'
import { journey } from '../support/journey.mjs'

journey('whoever is not signed in is asked to', async ({ open }) => {
  const page = await open()
  await page.goto('/')
  await page.locator('input[type="password"]').waitFor()
  assert.match(await page.title(), /板凳|Bandeng/)
  await expectAccessible(page)
})
