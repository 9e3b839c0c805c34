import { describe, expect, it } from 'vitest'
import en from '@/locales/en'
import zh from '@/locales/zh'
import { initialValues, moveForms, recordForms, reportForm, sentValues } from './forms'

const specs = { ...moveForms, ...recordForms, report: reportForm }

describe('forms of moves and records', () => {
  it('have a word for every field in both languages', () => {
    for (const [form, spec] of Object.entries(specs)) {
      for (const field of spec.fields) {
        for (const words of [zh, en]) {
          const names = words.field as Record<string, string>
          expect(names[field.name], `${form}.${field.name}`).toBeTruthy()
          const hints = words.hint as Record<string, string>
          if (field.hint) expect(hints[`${form}_${field.name}`], `hint ${form}_${field.name}`).toBeTruthy()
        }
      }
    }
  })

  it('never send a note of a session with one party alone', () => {
    const spec = recordForms.session!
    const values = { ...initialValues(spec), mode: 'alone', party: 1, record: 'typed before the choice was changed' }
    expect(spec.sealed?.(values)).toBe(true)
    expect(sentValues(spec, values)).not.toHaveProperty('record')
  })
})
