// Filling in forms by their labels. A value is a text, or says how it is given: `pick`, `chip`, `day`, `tick`.
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The control with a label. A star or a word that it may be left empty can follow the label. */
export const field = (scope, label) =>
  scope.getByLabel(new RegExp(`^\\s*${escaped(label)}\\s*(\\*|可不填|\\s)*$`)).first()

/** Fills in a part of a page: `{ 姓名: '李建设', 方式: chip('口头') }`. */
export async function fillIn(scope, values) {
  for (const [label, value] of Object.entries(values)) {
    if (typeof value === 'string') await field(scope, label).fill(value)
    else await value(scope, label)
  }
}

/** One of the choices that are all in sight. */
export const chip = (choice) => async (scope, label) => {
  await scope.getByRole('radiogroup', { name: label, exact: true }).first().getByText(choice, { exact: true }).click()
}

/** A box of a list of boxes. */
export const tick = (choice) => (scope) => scope.getByText(choice, { exact: true }).click()

/** One or several of a list that opens. */
export const pick = (...choices) => async (scope, label) => {
  const page = scope.page()
  await field(scope, label).click()
  for (const choice of choices) {
    // The kit gives its lists no roles; the class is the only way to them.
    const option = page.locator('.t-select-option:visible')
    await option.filter({ hasText: choice }).first().click()
  }
  if (choices.length > 1) await close(page)
}

/** As `pick`, for a list that stays open after one was chosen. */
export const pickOnly = (choice) => async (scope, label) => {
  await pick(choice)(scope, label)
  await close(scope.page())
}

/** Closes what hangs open, without a key that a form might take for itself. */
async function close(page) {
  await page.getByRole('heading', { level: 1 }).click()
  await page.locator('.t-select-option:visible').first().waitFor({ state: 'hidden' })
}

/** A day `2026-03-05` of a calendar that opens; with `confirm`, one that asks for a time too. */
export const day = (date, { confirm = false } = {}) => async (scope, label) => {
  const page = scope.page()
  const [year, month, n] = date.split('-').map(Number)
  await field(scope, label).click()
  const calendar = page.locator('.t-date-picker__panel:visible')
  const shown = async () => {
    const head = calendar.locator('.t-date-picker__header input')
    return 12 * parseInt(await head.nth(1).inputValue(), 10) + parseInt(await head.nth(0).inputValue(), 10)
  }
  const step = calendar.locator('.t-pagination-mini button')
  for (let left = 12 * year + month - (await shown()); left !== 0; left -= Math.sign(left)) {
    await step.nth(left < 0 ? 0 : 2).click()
  }
  const cell = calendar.locator('td:not(.t-date-picker__cell--additional)')
  await cell.filter({ hasText: new RegExp(`^\\s*${n}\\s*$`) }).click()
  if (confirm) await calendar.getByText('确定', { exact: true }).click()
  await calendar.waitFor({ state: 'hidden' })
}

/** A day with its time, as the calendar proposes it. */
export const moment = (date) => day(date, { confirm: true })
