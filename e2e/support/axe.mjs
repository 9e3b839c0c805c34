// Accessibility of what is on the screen now.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const GRAVE = new Set(['serious', 'critical'])

/** Throws if axe finds something serious or critical, naming rule, element and what to do. */
export async function expectAccessible(page) {
  await page.evaluate(source) // by the debugging protocol: a strict content security policy does not stop it
  const { violations } = await page.evaluate(
    (values) => globalThis.axe.run(document, { runOnly: { type: 'tag', values } }),
    RULES,
  )
  const grave = violations.filter((violation) => GRAVE.has(violation.impact))
  if (grave.length === 0) return
  const lines = grave.flatMap(({ id, impact, help, nodes }) => [
    `${impact}: ${help} (${id})`,
    ...nodes.slice(0, 5).map((node) => `    ${node.target.join(' ')}  ${node.html.slice(0, 160)}`),
  ])
  throw new Error(`axe on ${page.url()}:\n${lines.join('\n')}`)
}
