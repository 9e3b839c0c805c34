// Filling in forms by their labels. A value is a text, or says how it is given: `pick`, `pickAll`, `chip`, `tick`, `day`, `moment`.
import { zh } from './words.mjs'

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

/** Exactly these of a list of boxes. */
export const tick = (...choices) => async (scope, label) => {
  const boxes = scope.getByRole('group', { name: label, exact: true }).last().getByRole('checkbox')
  await boxes.first().waitFor()
  for (const box of await boxes.all()) {
    const word = (await box.evaluate((input) => input.closest('label').textContent)).trim()
    await box.setChecked(choices.includes(word))
  }
}

/** One of a list that opens. */
export const pick = (choice) => async (scope, label) => {
  const box = field(scope, label)
  await box.click()
  const list = scope.page().getByRole('listbox')
  await list.getByRole('option').filter({ hasText: choice }).first().click()
}

/** Several of a list that stays open. */
export const pickAll = (...choices) => async (scope, label) => {
  for (const choice of choices) await pick(choice)(scope, label)
  await field(scope, label).blur()
  await scope.page().getByRole('listbox').waitFor({ state: 'detached' })
}

/** A day, as somebody types it. */
export const day = (date) => async (scope, label) => {
  await field(scope, label).fill(date)
  await field(scope, label).blur()
}

/** A day with its time: two boxes under one name. */
export const moment = (date, time = '') => async (scope, label) => {
  const group = scope.getByRole('group', { name: new RegExp(`^${escaped(label)}`) }).first()
  await day(date)(group, zh.control.day)
  if (time) await day(time)(group, zh.control.time)
}
