import { describe, expect, it } from 'vitest'
import { initials, isMeant } from './pinyin'
import { options } from './labels'

describe('pinyin', () => {
  it('gives the initials of what stands in a list', () => {
    expect(initials('邻里纠纷')).toBe('lljf')
    expect(initials('道路交通事故纠纷')).toBe('dljtsgjf')
    expect(initials('大柳村')).toBe('dlc')
    expect(initials('阿坝')).toBe('ab')
    expect(initials('枣园')).toBe('zy')
    expect(initials('ABC 公司')).toBe('abc gs')
  })
  it('finds a choice by its words or its initials', () => {
    const found = (typed: string) => options('DisputeKind', 'zh').filter(({ label }) => isMeant(label, typed)).map(({ value }) => value)
    expect(found('邻里')).toEqual(['neighbours'])
    expect(found('ll')).toEqual(['neighbours'])
    expect(found("l'l")).toEqual(['neighbours'])
    expect(found('zzz')).toEqual([])
  })
})
