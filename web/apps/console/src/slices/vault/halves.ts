/*
 * Half of a recovery key as it stands on paper: thirty-two signs that nobody takes for each other, in groups of five, the last
 * group to tell a slip of the pen. It is made and read in the browser; no server sees it.
 */

const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CHECK = 5

const sum = async (bytes: Uint8Array) => encode(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice()))).slice(0, CHECK)

function encode(bytes: Uint8Array): string {
  let [text, held, bits] = ['', 0, 0]
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    for (; bits >= 5; bits -= 5) text += SIGNS[(held >> (bits - 5)) & 31]
    held &= (1 << bits) - 1
  }
  return bits ? text + SIGNS[(held << (5 - bits)) & 31] : text
}

function decode(text: string): Uint8Array | null {
  const bytes: number[] = []
  let [held, bits] = [0, 0]
  for (const sign of text) {
    const value = SIGNS.indexOf(sign)
    if (value < 0) return null
    held = (held << 5) | value
    bits += 5
    if (bits >= 8) {
      bytes.push((held >> (bits - 8)) & 255)
      bits -= 8
    }
    held &= (1 << bits) - 1
  }
  return Uint8Array.from(bytes)
}

/** In groups of five, to be printed. */
export async function toPaper(half: Uint8Array): Promise<string> {
  return (encode(half) + (await sum(half))).replace(/(.{5})(?=.)/g, '$1 ')
}

/** As it was typed or scanned; null where something is wrong with it. */
export async function fromPaper(text: string): Promise<Uint8Array | null> {
  const signs = text.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  const half = signs.length > CHECK ? decode(signs.slice(0, -CHECK)) : null
  return half && (await sum(half)) === signs.slice(-CHECK) ? half : null
}
