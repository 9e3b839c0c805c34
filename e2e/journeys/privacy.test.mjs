// Personal data: the notice is read out, a consent written down, who looked is told, and what the law keeps is named.
import assert from 'node:assert/strict'
import { expectAccessible } from '../support/axe.mjs'
import { fillIn } from '../support/fields.mjs'
import { journey } from '../support/journey.mjs'
import { zh } from '../support/words.mjs'

journey('a party agrees, asks who looked and what is kept, and withdraws', async ({ as }) => {
  const clerk = await as('clerk')
  const open = await clerk.request.get('/api/v1/matters?limit=1&state=open').then((answer) => answer.json())
  const { code } = open.items[0]
  await clerk.goto(`/matters/${code}`)
  const section = clerk.locator('#privacy')
  const sheet = clerk.getByRole('dialog')
  const press = (name) => section.getByRole('button', { name, exact: true }).first().click()

  await press(zh.privacy.record)
  await sheet.getByText('谁在处理').waitFor()
  await expectAccessible(clerk)
  await sheet.getByRole('button', { name: zh.privacy.record_do, exact: true }).click()
  await section.getByText(zh.privacy.agreed, { exact: true }).first().waitFor()

  await press(zh.privacy.who_looked)
  await sheet.getByText('窗口人员').first().waitFor()
  await expectAccessible(clerk)
  await sheet.getByRole('button', { name: zh.privacy.close, exact: true }).last().click()

  await press(zh.privacy.own_data)
  await sheet.getByRole('button', { name: zh.privacy.as_paper, exact: true }).click()
  assert.match(await sheet.getByRole('link').innerText(), /\.pdf$/)
  await sheet.getByRole('button', { name: zh.privacy.close, exact: true }).last().click()

  // The matter goes on: nothing can be erased, and each part says why.
  await press(zh.privacy.erase)
  await sheet.getByText(/第四十七条/).first().waitFor()
  await expectAccessible(clerk)
  assert.ok(await sheet.getByRole('button', { name: zh.privacy.erase_do, exact: true }).isDisabled())
  await sheet.getByRole('button', { name: zh.action.cancel, exact: true }).click()

  await press(zh.privacy.withdraw)
  await sheet.getByText(zh.privacy.goes_on, { exact: true }).waitFor()
  await expectAccessible(clerk)
  await sheet.getByRole('button', { name: zh.privacy.withdraw_do, exact: true }).click()
  await section.getByText(zh.privacy.withdrawn, { exact: true }).first().waitFor()
})

journey('the audit sees its lists and a county publishes its notice', async ({ as }) => {
  const auditor = await as('auditor')
  await auditor.goto('/audit?of=unusual')
  await auditor.getByText(zh.audit.unusual_note).waitFor()
  await expectAccessible(auditor)
  await auditor.goto('/audit?of=seals')
  await auditor.getByText(zh.audit.seal_note).waitFor()
  await expectAccessible(auditor)

  const security = await as('secadmin')
  await security.goto('/admin/notice')
  await security.getByRole('button', { name: zh.privacy.next_version, exact: true }).click()
  const first = security.getByRole('group', { name: '谁在处理' })
  await fillIn(first, { [zh.privacy.in_chinese]: '本县各综治中心和人民调解委员会，电话见窗口公示。' })
  await expectAccessible(security)
  await security.getByRole('button', { name: zh.privacy.publish, exact: true }).click()
  await security.getByText('本县各综治中心和人民调解委员会，电话见窗口公示。').first().waitFor()
}, { devices: ['desktop'] })
