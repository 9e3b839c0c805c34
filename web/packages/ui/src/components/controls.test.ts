import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { computed, defineComponent, h, nextTick, ref, type Component } from 'vue'
import { lendWords, type ControlWords } from '../words'
import ChoiceChecks from './ChoiceChecks.vue'
import ChoiceMany from './ChoiceMany.vue'
import ChoiceSelect from './ChoiceSelect.vue'
import DateField from './DateField.vue'
import DateTimeField from './DateTimeField.vue'
import FormField from './FormField.vue'
import NamesField from './NamesField.vue'
import TextField from './TextField.vue'

const words = new Proxy({} as ControlWords, { get: (_, name) => (name === 'lang' ? 'zh-CN' : name === 'remove' || name === 'chosen' ? (what: string) => `${String(name)} ${what}` : String(name)) })
const kinds = [
  { value: 'family', label: '婚姻家庭纠纷' },
  { value: 'neighbours', label: '邻里纠纷' },
  { value: 'traffic', label: '道路交通事故纠纷' },
]

/** A control in a field of a form, with the value it writes. */
function inField<T>(control: Component, props: Record<string, unknown>, start: T, field: Record<string, unknown> = {}) {
  const value = ref(start) as { value: T }
  const page = mount(
    defineComponent(() => {
      lendWords(computed(() => words))
      return () => h(FormField, { label: 'a label', ...field }, () => h(control, { ...props, modelValue: value.value, 'onUpdate:modelValue': (now: T) => (value.value = now) }))
    }),
    { attachTo: document.body },
  )
  const input = page.get('input')
  const press = (key: string, more = {}) => input.trigger('keydown', { key, ...more })
  const type = async (text: string) => {
    input.element.value = text
    await input.trigger('input')
  }
  return { value, page, input, press, type }
}
const options = () => [...document.querySelectorAll('[role=option]')].map((one) => one.querySelector('.word')!.textContent)
const reached = (input: HTMLElement) => document.getElementById(input.getAttribute('aria-activedescendant') ?? '')?.querySelector('.word')?.textContent

afterEach(() => (document.body.innerHTML = ''))

describe('a choice of one', () => {
  it('is made by keys alone', async () => {
    const { value, input, press } = inField(ChoiceSelect, { options: kinds }, null as string | null)
    expect(input.attributes()).toMatchObject({ role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list' })
    await press('ArrowDown')
    expect(input.attributes('aria-expanded')).toBe('true')
    expect(document.getElementById(input.attributes('aria-controls')!)?.getAttribute('role')).toBe('listbox')
    expect(reached(input.element)).toBe('婚姻家庭纠纷')
    await press('End')
    expect(reached(input.element)).toBe('道路交通事故纠纷')
    await press('ArrowDown')
    await press('ArrowUp')
    await press('ArrowUp')
    await press('Enter')
    expect(value.value).toBe('neighbours')
    expect(input.attributes('aria-expanded')).toBe('false')
    expect(input.element.value).toBe('邻里纠纷')
  })

  it('is found by typing a part of it, or the initials of its pinyin', async () => {
    const { value, input, press, type } = inField(ChoiceSelect, { options: kinds }, 'family' as string | null)
    await type('交通')
    expect(options()).toEqual(['道路交通事故纠纷'])
    await type('ll')
    expect(options()).toEqual(['邻里纠纷'])
    await press('Tab')
    expect(value.value).toBe('neighbours')
    expect(input.element.value).toBe('邻里纠纷')
  })

  it('is left as it was with Escape, and when somebody goes away in the middle', async () => {
    const { value, input, press, type } = inField(ChoiceSelect, { options: kinds }, 'family' as string | null)
    await type('邻')
    const escape = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true })
    const above = vi.fn()
    document.body.addEventListener('keydown', above)
    input.element.dispatchEvent(escape)
    await nextTick()
    document.body.removeEventListener('keydown', above)
    expect(above).not.toHaveBeenCalled()
    expect(value.value).toBe('family')
    await type('zzz')
    expect(options()).toEqual([])
    await input.trigger('blur')
    expect(value.value).toBe('family')
    expect(input.element.value).toBe('婚姻家庭纠纷')
    await press('Tab')
    expect(value.value).toBe('family')
  })

  it('is emptied only where it may be', async () => {
    const must = inField(ChoiceSelect, { options: kinds }, 'family' as string | null)
    await must.type('')
    await must.press('Tab')
    expect(must.value.value).toBe('family')
    const may = inField(ChoiceSelect, { options: kinds, clearable: true }, 'family' as string | null)
    await may.type('')
    await may.press('Tab')
    expect(may.value.value).toBeNull()
  })

  it('does not act while an input method composes', async () => {
    const { value, press, input } = inField(ChoiceSelect, { options: kinds }, null as string | null)
    await press('ArrowDown')
    await press('Enter', { isComposing: true })
    expect(value.value).toBeNull()
    expect(input.attributes('aria-expanded')).toBe('true')
  })

  it('waits for an answer that is under way when Enter comes first', async () => {
    const value = ref<string | null>(null)
    const found = ref<{ value: string; label: string }[]>([])
    const busy = ref(true)
    mount(
      defineComponent(() => {
        lendWords(computed(() => words))
        return () => h(ChoiceSelect, { remote: true, busy: busy.value, options: found.value, modelValue: value.value, 'onUpdate:modelValue': (now: unknown) => (value.value = now as string) })
      }),
      { attachTo: document.body },
    )
    const input = document.querySelector('input')!
    input.value = '大柳村'
    input.dispatchEvent(new Event('input'))
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }))
    expect(value.value).toBeNull()
    busy.value = false
    found.value = [{ value: '1', label: '小柳村' }, { value: '2', label: '大柳村' }]
    await nextTick()
    expect(value.value).toBe('2')
  })
})

describe('a choice of several', () => {
  it('keeps the order and goes back with Backspace', async () => {
    const { value, input, press } = inField(ChoiceMany, { options: kinds }, [] as string[])
    await press('End')
    await press('ArrowUp')
    await press('Enter')
    await press('Home')
    await press('Enter')
    expect(value.value).toEqual(['traffic', 'family'])
    expect(input.attributes('aria-expanded')).toBe('true')
    await press('Escape')
    await press('Backspace')
    expect(value.value).toEqual(['traffic'])
  })

  it('is a list of boxes where it is short', async () => {
    const { value, page } = inField(ChoiceChecks, { options: kinds, label: 'kinds' }, ['family'] as string[], { group: true })
    await page.findAll('input')[2]!.setValue(true)
    expect(value.value).toEqual(['family', 'traffic'])
  })

  it('is a row of names where it is free', async () => {
    const { value, type, press, input } = inField(NamesField, {}, [] as string[])
    await type('赵有福')
    await press('Enter')
    await type('马桂英、孙德顺')
    await input.trigger('blur')
    expect(value.value).toEqual(['赵有福', '马桂英', '孙德顺'])
  })
})

describe('a day', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(Date.UTC(2026, 2, 2, 4))
  })
  afterEach(() => vi.useRealTimers())

  it('is typed, and shown as it is kept', async () => {
    const { value, input, type } = inField(DateField, {}, null as string | null)
    for (const typed of ['2026-3-5', '20260305', '3-5']) {
      await type(typed)
      await input.trigger('blur')
      expect(value.value).toBe('2026-03-05')
      expect(input.element.value).toBe('2026-03-05')
    }
    await type('今天')
    await input.trigger('blur')
    expect(value.value).toBe('2026-03-02')
    await input.trigger('keydown', { key: 'ArrowUp' })
    expect(value.value).toBe('2026-03-03')
    await type('')
    expect(value.value).toBeNull()
  })

  it('that cannot be read stays in the box, says so, and holds the form back', async () => {
    const { value, page, input, type } = inField(DateField, {}, '2026-03-02' as string | null)
    await type('三月初五')
    await input.trigger('blur')
    expect(value.value).toBeNull()
    expect(input.element.value).toBe('三月初五')
    expect(input.attributes('aria-invalid')).toBe('true')
    expect(document.getElementById(input.attributes('aria-describedby')!)?.textContent).toBe('bad_day')
    expect(input.element.validationMessage).toBe('bad_day')
    await type('3-5')
    await input.trigger('blur')
    expect(input.element.validationMessage).toBe('')
    expect(page.find('[role=alert]').exists()).toBe(false)
  })

  it('is taken from a calendar by keys', async () => {
    const { value, press } = inField(DateField, {}, '2026-03-31' as string | null)
    await press('ArrowDown', { altKey: true })
    await nextTick()
    await nextTick()
    expect((document.activeElement as HTMLElement).dataset.day).toBe('2026-03-31')
    const walk = async (key: string) => {
      document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      await nextTick()
      await nextTick()
    }
    await walk('PageUp')
    expect((document.activeElement as HTMLElement).dataset.day).toBe('2026-02-28')
    await walk('ArrowDown')
    ;(document.activeElement as HTMLElement).click()
    await nextTick()
    expect(value.value).toBe('2026-03-07')
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })

  it('with a time is two boxes and one value', async () => {
    const { value, page } = inField(DateTimeField, {}, null as string | null, { group: true })
    const [day, time] = page.findAll('input')
    day!.element.value = '今天'
    await day!.trigger('input')
    await day!.trigger('blur')
    expect(value.value).toBeNull()
    time!.element.value = '930'
    await time!.trigger('input')
    await time!.trigger('blur')
    expect(value.value).toBe('2026-03-02T09:30:00')
  })
})

describe('a field', () => {
  it('says its name, note and error on the input itself', async () => {
    for (const control of [TextField, DateField, ChoiceSelect]) {
      const { page, input } = inField(control as Component, { options: kinds }, '', { error: 'wrong', required: true, name: 'there' })
      expect(page.get('label').attributes('for')).toBe(input.attributes('id'))
      expect(input.attributes()).toMatchObject({ 'aria-invalid': 'true', 'aria-required': 'true', 'data-field': 'there' })
      expect(document.getElementById(input.attributes('aria-describedby')!)?.textContent).toBe('wrong')
      page.unmount()
    }
  })

  it('gives a control without a field the name it was given', () => {
    const { input } = inField(TextField, { 'aria-label': 'amount', 'aria-invalid': true, 'aria-describedby': 'n' }, '', { group: true })
    expect(input.attributes()).toMatchObject({ 'aria-label': 'amount', 'aria-invalid': 'true', 'aria-describedby': 'n' })
  })
})
