import { describe, expect, it } from 'vitest'
import { emptyIntake, emptyParty, isStarted, tidy } from './intake'

describe('intake', () => {
  it('sends no blanks, and only the section that belongs to the source', () => {
    const intake = emptyIntake()
    intake.parties[0]!.name = ' 吴某 '
    intake.parties.push(emptyParty('respondent'))
    intake.claims = ['', '赔偿医药费 ']
    intake.lead = { reporter: '张某', capacity: '', phone: '', received_on: '2026-03-02' }
    const sent = tidy(intake)
    expect(sent.parties.map((party) => party.name)).toEqual(['吴某'])
    expect(sent.claims).toEqual(['赔偿医药费'])
    expect(sent.lead).toBeNull()
    expect(tidy({ ...intake, source: 'own_initiative' }).lead?.reporter).toBe('张某')
  })

  it('knows an untouched form, so that no empty draft is kept', () => {
    expect(isStarted(emptyIntake())).toBe(false)
  })
})
