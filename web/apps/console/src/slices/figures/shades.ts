/** So many shades of one colour: more are not told apart. */
export const SHADES = 5

/** From where each shade begins: even steps of whole numbers where the measure has such, from one up. */
export function steps(values: number[], whole = true): number[] {
  const most = Math.max(0, ...values)
  if (most <= 0) return []
  const step = most / SHADES
  const from = Array.from({ length: SHADES }, (_, i) => (whole ? Math.floor(i * step) + 1 : i * step))
  // Of few the shades would be the same: each once.
  return [...new Set(from)].filter((value) => value <= most)
}

/** The shade of a number, from 1; 0 is none. */
export function shadeOf(value: number | null | undefined, from: number[]): number {
  if (value === null || value === undefined || value <= 0) return 0
  return Math.max(1, from.filter((start) => start <= value).length)
}
