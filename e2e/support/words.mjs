// The words of the console, from the catalogue and the labels it is built with: a text that moves moves here too.
import { readFileSync } from 'node:fs'

const read = (path) => readFileSync(new URL(`../../web/${path}`, import.meta.url), 'utf8')
const labels = JSON.parse(read('packages/domain/src/labels.json'))

/** The Chinese catalogue. The file is plain JavaScript with the name of TypeScript. */
export const { default: zh } = await import(
  `data:text/javascript,${encodeURIComponent(read('apps/console/src/locales/zh.ts'))}`
)

/** The Chinese label of an enumeration's code. */
export function label(of, code) {
  const found = labels[of]?.[code]?.zh
  if (!found) throw new Error(`no label for ${of} ${code}`)
  return found
}

/** A sentence of the catalogue with its gaps filled. */
export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name])
