import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from './en'
import zh from './zh'

type Tree = { [key: string]: string | Tree }
const flat = (tree: Tree, at = ''): Record<string, string> =>
  Object.fromEntries(Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[at + key, value]] : Object.entries(flat(value, `${at}${key}.`)))))

const chinese = flat(zh)
const english = flat(en)
const src = join(import.meta.dirname, '..')
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|ts)$/.test(file) && !file.includes('test') && !file.startsWith('locales'))

describe('the catalogue', () => {
  it('has the same keys in both languages, none of them empty', () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort())
    for (const words of [chinese, english]) expect(Object.values(words).every(Boolean)).toBe(true)
  })

  it('takes the same values in both languages', () => {
    const taken = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
    for (const [key, text] of Object.entries(chinese)) expect(taken(english[key]!), key).toEqual(taken(text))
  })

  it('is set in Chinese punctuation where it is Chinese', () => {
    for (const [key, text] of Object.entries(chinese)) expect(text.match(/[\u4e00-\u9fff][,:;?!(]|[,:;?!)][\u4e00-\u9fff]/), key).toBeNull()
  })

  it('knows every word the screens ask for', () => {
    for (const file of sources) {
      for (const [, key] of readFileSync(join(src, file), 'utf8').matchAll(/\bt\('([a-z_.]+)'/g)) expect(chinese[key!], `${file}: ${key}`).toBeTruthy()
    }
  })

  it('holds all Chinese there is: none is written into a screen', () => {
    for (const file of sources) {
      const text = readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|\/\/.*$/gm, '')
      // 中文 is the name of the language, 、 and ; join a list.
      expect(text.replace(/中文|[、;:,]/g, '').match(/[\u4e00-\u9fff]+/g), file).toBeNull()
    }
  })
})
