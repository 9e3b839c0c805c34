// What a system administrator does about places: one is no more, and another takes its place.
import assert from 'node:assert/strict'

import { expectAccessible } from '../support/axe.mjs'
import { fillIn, pick } from '../support/fields.mjs'
import { journey } from '../support/journey.mjs'
import { fill, zh } from '../support/words.mjs'

const TOWN = '620602130'

journey('an area ends and says what took its place', async ({ as }) => {
  const admin = await as('sysadmin')
  await admin.goto(`/admin/areas?in=${TOWN}`)
  const rows = admin.locator('ul.sheet > li')
  await rows.first().waitFor()
  const before = await rows.count()
  const [name, kept] = [await rows.nth(-1).locator('strong').innerText(), await rows.nth(0).locator('strong').innerText()]

  await admin.getByRole('button', { name: fill(zh.places.end_of, { name }), exact: true }).click()
  const sheet = admin.getByRole('dialog', { name: fill(zh.places.end_of, { name }) })
  await sheet.getByText(zh.places.end_sure).waitFor()
  await expectAccessible(admin)
  // Into itself it cannot be merged: the server says so at the field, and what was chosen stays.
  await sheet.getByRole('combobox').fill(name)
  await pick(name)(sheet, zh.places.successor)
  const end = sheet.getByRole('button', { name: zh.places.end, exact: true })
  await end.click()
  await sheet.locator('[aria-invalid="true"]').waitFor()
  await sheet.getByRole('combobox').fill(kept)
  await pick(kept)(sheet, zh.places.successor)
  await end.press('Enter')
  await sheet.waitFor({ state: 'detached' })
  await admin.getByText(fill(zh.places.ended, { name }), { exact: true }).waitFor()
  await rows.nth(before - 1).waitFor({ state: 'detached' })
  assert.equal(await rows.count(), before - 1)
})

journey('a town with its villages does not end by a slip', async ({ as }) => {
  const admin = await as('sysadmin')
  await admin.goto('/admin/areas')
  const row = admin.locator('ul.sheet > li').first()
  const name = await row.locator('strong').innerText()
  await row.getByRole('button').focus()
  await admin.keyboard.press('Enter')
  const sheet = admin.getByRole('dialog')
  const end = sheet.getByRole('button', { name: zh.places.end, exact: true })
  assert.ok(await end.isDisabled())
  await fillIn(sheet, { [zh.places.type_name]: name.slice(0, -1) })
  assert.ok(await end.isDisabled())
  await fillIn(sheet, { [zh.places.type_name]: name })
  assert.ok(await end.isEnabled())
  await admin.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })
  assert.equal(await row.locator('strong').innerText(), name)
})
