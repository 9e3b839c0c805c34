// A resident scans the card at the gate: reports with photos, and follows what becomes of it.
import assert from 'node:assert/strict'
import { expectAccessible } from '../support/axe.mjs'
import { journey } from '../support/journey.mjs'
import { accessible, shot, smallAndLarge, words as own } from '../support/residents.mjs'
import { fill, label, zh } from '../support/words.mjs'

const words = own.street
const GRID = '620602130200001'
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

journey('a resident reports with photos from the card at the gate, and follows it', async ({ open, as }) => {
  const page = await open()
  await page.goto(`/r/help?grid=${GRID}`)
  await page.getByRole('link', { name: own.help.report }).click()
  await page.getByText(/^地点/).waitFor()
  await page.getByLabel(words.appeal_report).check()
  await page.getByLabel(words.about_construction).check()
  await page.getByLabel(words.what, { exact: true }).fill('路灯坏了三天，晚上看不见路。')
  await page.context().grantPermissions(['geolocation'])
  await page.context().setGeolocation({ longitude: 102.64, latitude: 37.93 })
  await page.getByRole('button', { name: words.locate }).click()
  await page.getByText(words.located).waitFor()
  await page.locator('input[type=file]').setInputFiles([
    { name: '路灯.png', mimeType: 'image/png', buffer: PNG },
    { name: '不是照片.png', mimeType: 'image/png', buffer: Buffer.from('no photo at all') },
  ])
  // What the telephone cannot show is no photo: told at once, and the report is not lost for it.
  await page.getByText(fill(own.files.none, { name: '不是照片.png' })).waitFor()
  assert.equal(await page.getByRole('img').count(), 1)
  await accessible(page)
  await shot(page, 'report')
  const back = await smallAndLarge(page)
  await shot(page, 'report-large')
  await back()
  await page.getByRole('button', { name: words.send }).click()
  await page.getByText(words.kept).waitFor()
  await page.getByText(fill(own.files.sent, { n: 1 })).waitFor()
  await accessible(page)
  await shot(page, 'report-sent')
  await page.getByRole('link', { name: words.follow }).click()
  await page.getByText('您传了 1 张照片。').waitFor()
  const code = (await page.locator('.card .spaced').first().innerText()).replace(/\D/g, '')
  // The same photo again is one.
  await page.locator('input[type=file]').setInputFiles([{ name: '路灯.png', mimeType: 'image/png', buffer: PNG }])
  await page.getByRole('button', { name: words.photos_send }).click()
  await page.getByText('您传了 1 张照片。').waitFor()
  await accessible(page)
  await shot(page, 'report-followed')
  await (await smallAndLarge(page))()

  const coordinator = await as('coordinator')
  await coordinator.goto(`/matters/${code}`)
  const now = coordinator.getByRole('region', { name: zh.matter.what_now }).first()
  await now.getByRole('button', { name: label('DispatchMoveKind', 'file'), exact: true }).waitFor()
  await coordinator.goto('/events/supervision')
  await coordinator.getByRole('heading', { name: zh.events.board }).waitFor()
  await shot(coordinator, 'board')
  await expectAccessible(coordinator)
  assert.equal(await coordinator.getByText('路灯坏了三天').count(), 0)
}, { devices: ['phone'] })
