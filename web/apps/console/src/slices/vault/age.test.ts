import { describe, expect, it } from 'vitest'
import { fingerprint, fromBase64, join, makeIdentity, open, recipientOf, seal, split, toBase64, unwrap, weight, wrap } from './age'

const words = '她单独说底线是一万八千元'

describe('the vault in the browser', () => {
  it('opens with each key a note was sealed for, and with no other', async () => {
    const [mine, theirs, others] = await Promise.all([makeIdentity(), makeIdentity(), makeIdentity()])
    const note = await seal(words, [await recipientOf(mine), await recipientOf(theirs)])
    const file = new TextDecoder().decode(fromBase64(note))
    expect(file.startsWith('age-encryption.org/v1\n')).toBe(true)
    expect(file.match(/^-> X25519 /gm)).toHaveLength(2)
    for (const key of [mine, theirs]) expect(new TextDecoder().decode((await open(note, [others, key]))!)).toBe(words)
    expect(await open(note, [others])).toBeNull()
    expect(file).not.toContain('底线')
  })

  it('keeps older keys below the present one, behind a passphrase however its width is typed', async () => {
    const keys = [await makeIdentity(), await makeIdentity()]
    const wrapped = await wrap(keys, '板凳上的话 2026')
    expect(new TextDecoder().decode(fromBase64(wrapped))).toMatch(/^age-encryption\.org\/v1\n-> scrypt \S{22} 18\n/)
    expect(await unwrap(wrapped, ' 板凳上的话 \uff12\uff10\uff12\uff16')).toEqual(keys)
    expect(await unwrap(wrapped, '板凳上的话 2027')).toBeNull()
  }, 120_000)

  it('splits a key into halves of noise that only together make it', async () => {
    const key = await makeIdentity()
    const [first, second] = split(key)
    expect(join(first, second)).toBe(key)
    for (const half of [first, second]) expect(new TextDecoder().decode(half)).not.toContain('AGE-SECRET')
    expect(split(key)[0]).not.toEqual(first)
  })

  it('names a key as the server does', async () => {
    // `core::vault::fingerprint` of the same text.
    expect(await fingerprint('age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg')).toMatch(/^[0-9a-f]{32}$/)
    expect(await fingerprint('abc')).toBe('ba7816bf8f01cfea414140de5dae2223')
  })

  it('weighs a Chinese character as two letters, and carries bytes both ways', () => {
    expect([weight('abc'), weight('板凳 1'), weight(' \uff41 ')]).toEqual([3, 6, 1])
    const bytes = Uint8Array.from({ length: 256 }, (_, n) => n)
    expect(fromBase64(toBase64(bytes))).toEqual(bytes)
  })
})
