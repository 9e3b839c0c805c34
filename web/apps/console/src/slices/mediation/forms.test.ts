import { options } from '@bandeng/domain'
import { describe, expect, it } from 'vitest'
import en from '@/locales/en'
import zh from '@/locales/zh'
import { initialValues, matterForms, moveForms, recordMoves, sentValues } from './forms'

const specs = { ...moveForms, ...matterForms }

describe('forms of moves', () => {
  it('have a word for every field, hint and own choice in both languages', () => {
    for (const [form, spec] of Object.entries(specs)) {
      for (const field of spec.fields) {
        for (const words of [zh, en]) {
          expect((words.field as Record<string, string>)[field.called ?? field.name], `${form}.${field.name}`).toBeTruthy()
          if (field.hint) expect((words.hint as Record<string, string>)[`${form}_${field.name}`], `hint ${form}_${field.name}`).toBeTruthy()
          for (const choice of field.own ?? []) expect((words.choice as Record<string, string>)[choice], choice).toBeTruthy()
        }
      }
    }
  })

  it('name enumerations that the server has', () => {
    for (const spec of Object.values(specs)) for (const field of spec.fields) if (field.of) expect(options(field.of, 'zh'), field.of).not.toHaveLength(0)
  })

  it('exist for every move the server can offer', () => {
    const automatic = ['take_effect', 'conclude']
    const drawnElsewhere = ['draft_agreement']
    for (const { value } of options('MoveKind', 'zh')) {
      if (!automatic.includes(value) && !drawnElsewhere.includes(value)) expect(moveForms[value], value).toBeDefined()
    }
    for (const { value } of options('MatterMoveKind', 'zh')) expect(matterForms[value], value).toBeDefined()
    for (const name of recordMoves) expect(options('MoveKind', 'zh').map((one) => one.value)).toContain(name)
  })

  it('never send a note of a session with one party alone', () => {
    const spec = moveForms.hold_session!
    const values = { ...initialValues(spec), form: 'alone', party: 1, record: 'typed before the choice was changed', result: 'x' }
    expect(spec.sealed?.(values)).toBe(true)
    expect(JSON.stringify(sentValues(spec, values))).not.toContain('typed')
    expect(sentValues(spec, values)).toMatchObject({ session: { with: { form: 'alone', party: 1 } } })
  })

  it('turn a picked signer into who signs', () => {
    expect(sentValues(moveForms.sign!, { signer: 'party:2', how: 'signature', on: '2026-11-22' })).toMatchObject({ signer: { as: 'party', party: 2 } })
    expect(sentValues(moveForms.sign!, { signer: 'mediator:77', how: 'signature', on: '2026-11-22' })).toMatchObject({ signer: { as: 'mediator', account: '77' } })
  })
})
