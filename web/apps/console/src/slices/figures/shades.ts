/** So many shades of one colour: more are not told apart. */
export const SHADES = 5

/** From where each shade begins. Each has about as many places: one with very many would else leave the others all alike. */
export function steps(values: number[]): number[] {
  const some = values.filter((value) => value > 0).sort((a, b) => a - b)
  const from = Array.from({ length: SHADES }, (_, i) => some[Math.floor((i * some.length) / SHADES)]).filter((value) => value !== undefined)
  // Of few the shades would be the same: each once.
  return [...new Set(from)]
}

/** The shade of a number, from 1; 0 is none. */
export function shadeOf(value: number | null | undefined, from: number[]): number {
  if (value === null || value === undefined || value <= 0) return 0
  return Math.max(1, from.filter((start) => start <= value).length)
}

/** How much of the darkest colour each shade has. */
export const PARTS = [0.18, 0.36, 0.54, 0.74, 1]

/** Two colours of the page, written `#abc` or `#aabbcc`, mixed. */
export function mixed(colour: string, ground: string, part: number): string {
  const parts = (hex: string) => {
    const full = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1)
    return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16))
  }
  const [over, under] = [parts(colour), parts(ground)]
  return `#${over.map((value, i) => Math.round(value * part + under[i]! * (1 - part)).toString(16).padStart(2, '0')).join('')}`
}
