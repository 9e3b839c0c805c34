import { describe, expect, it } from 'vitest'
import { join, makeIdentity, split } from './age'
import { fromPaper, toPaper } from './halves'

describe('half of a recovery key on paper', () => {
  it('comes back from paper, however it is typed, and makes the key with the other half', async () => {
    const key = await makeIdentity()
    const [first, second] = split(key)
    const paper = await toPaper(first)
    expect(paper).toMatch(/^([0-9A-Z]{5} ){20,}[0-9A-Z]{1,5}$/)
    const typed = paper.toLowerCase().replace(/0/g, 'o').replace(/1/g, 'l').replace(/ /g, '\n')
    expect(join((await fromPaper(typed))!, second)).toBe(key)
  })

  it('tells a slip of the pen, a group left out and two exchanged', async () => {
    const paper = await toPaper(split(await makeIdentity())[0])
    const groups = paper.split(' ')
    const other = paper[0] === '7' ? '8' : '7'
    expect(await fromPaper(other + paper.slice(1))).toBeNull()
    expect(await fromPaper(groups.slice(1).join(' '))).toBeNull()
    expect(await fromPaper(paper.slice(0, -1))).toBeNull()
    if (groups[0] !== groups[1]) expect(await fromPaper([groups[1], groups[0], ...groups.slice(2)].join(' '))).toBeNull()
    expect(await fromPaper('')).toBeNull()
    expect(await fromPaper('板凳')).toBeNull()
  })
})
