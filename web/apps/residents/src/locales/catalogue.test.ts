import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from './en'
import zh from './zh'

const flat = (tree: Record<string, Record<string, string>>) => Object.fromEntries(Object.entries(tree).flatMap(([slice, words]) => Object.entries(words).map(([key, text]) => [`${slice}.${key}`, text])))
const chinese = flat(zh)
const english = flat(en)
const src = join(import.meta.dirname, '..')
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|ts)$/.test(file) && !file.includes('.test.') && !file.startsWith('locales'))
const code = (file: string) => readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|\/\/.*$/gm, '')

describe("the residents' catalogue", () => {
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

  it('knows every word the screens ask for, and holds all Chinese there is', () => {
    for (const file of sources) {
      for (const [, key] of code(file).matchAll(/\b(?:t|local)\('([a-z_]+\.[a-z_0-9]+)'/g)) expect(chinese[key!], `${file}: ${key}`).toBeTruthy()
      expect(code(file).match(/[\u4e00-\u9fff]+/g), file).toBeNull()
    }
  })
})
