/** A point on the map: longitude, then latitude. */
export type Point = [number, number]

/** Closed, as a border travels. Fewer than three corners are none. */
export function closed(points: readonly Point[]): Point[] | null {
  return points.length < 3 ? null : [...points, points[0]!]
}

/** One corner a line: what was drawn can be read, written and mended without a mouse. */
export const written = (points: readonly Point[]): string => points.map(([x, y]) => `${x.toFixed(6)}, ${y.toFixed(6)}`).join('\n')

/** Reads it back; null where a line is none. */
export function read(text: string): Point[] | null {
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean)
  const points = lines.map((line) => line.split(/[,\uff0c\s]+/).map(Number))
  return points.every((point) => point.length === 2 && point.every(Number.isFinite)) ? (points as Point[]) : null
}

/** The corners of the first ring of polygons, open: what is drawn anew begins with what was. */
export function corners(polygons: readonly (readonly (readonly number[][])[])[]): Point[] {
  const ring = polygons[0]?.[0] ?? []
  return ring.slice(0, -1).map((point) => [point[0]!, point[1]!])
}

/** Into which edge a further corner goes: the one whose middle is nearest. */
export function between(points: readonly Point[], at: Point): number {
  if (points.length < 3) return points.length
  const apart = points.map((point, i) => {
    const next = points[(i + 1) % points.length]!
    return Math.hypot((point[0] + next[0]) / 2 - at[0], (point[1] + next[1]) / 2 - at[1])
  })
  return apart.indexOf(Math.min(...apart)) + 1
}
