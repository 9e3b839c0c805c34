// A check that never fails checks nothing: show the helper a bad page and a good one.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { expectAccessible } from './axe.mjs'
import { openBrowser } from './browser.mjs'

let browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser?.close())

const page = async (body) => {
  const page = await browser.newPage()
  await page.setContent(`<!doctype html><html lang="zh-CN"><title>页</title><main><h1>页</h1>${body}</main></html>`)
  return page
}

test('axe names a field without a label', async () => {
  const bad = await page('<input type="text">')
  await assert.rejects(expectAccessible(bad), /critical: .*\(label\)/)
})

test('axe is content with a labelled field', async () => {
  await expectAccessible(await page('<label>姓名 <input type="text"></label>'))
})
