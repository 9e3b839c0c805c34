import { describe, expect, it } from 'vitest'
import { told } from './api'

describe('what stands on a letter', () => {
  it('is read the same from a system and from the window', () => {
    const parties = [{ name: '周大海', side: 'applicant' }, { name: '钱有财', side: 'respondent' }]
    const sent = { narrative: '摔伤。', parties, consented: [1], materials: ['起诉状'], kind: 'damages', area: '620602130200', stage: 'before_filing' }
    const { consented, materials, stage, ...rest } = sent
    const typed = { form: { ...rest, entrustment: { consented, materials, stage } }, matter: null }
    expect(told(typed)).toEqual(told(sent))
    expect(told(sent)?.parties.map((party) => party.name)).toEqual(['周大海', '钱有财'])
  })
  it('is nothing where nothing can be read, and what does not fit is left out', () => {
    expect(told('{')).toBeNull()
    expect(told({ parties: 'x', consented: ['1', 2], materials: [3] })).toMatchObject({ parties: [], consented: [2], materials: [] })
  })
})
