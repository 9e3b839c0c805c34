// Accessibility of what is on the screen now.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const GRAVE = new Set(['serious', 'critical'])

/** Throws if axe finds something serious or critical, naming rule, element and what to do. */
export async function expectAccessible(page) {
  await page.evaluate(source) // by the debugging protocol: a strict content security policy does not stop it
  const { violations } = await page.evaluate(async (values) => {
    const { axe } = globalThis
    const found = await axe.run(document, { runOnly: { type: 'tag', values } })
    // A button half under a bar that stays in sight counts as half a button: it is measured again where one would press it.
    for (const violation of found.violations.filter(({ id }) => id === 'target-size')) {
      const small = []
      for (const node of violation.nodes) {
        const element = document.querySelector(node.target.at(-1))
        element?.scrollIntoView({ block: 'center', behavior: 'instant' })
        const again = element && (await axe.run(element, { runOnly: ['target-size'] }))
        if (!again || again.violations.length > 0) small.push(node)
      }
      violation.nodes = small
    }
    return { violations: found.violations.filter(({ nodes }) => nodes.length > 0) }
  }, RULES)
  const grave = violations.filter((violation) => GRAVE.has(violation.impact))
  if (grave.length === 0) return
  const lines = grave.flatMap(({ id, impact, help, nodes }) => [
    `${impact}: ${help} (${id})`,
    ...nodes.slice(0, 5).map((node) => `    ${node.target.join(' ')}  ${node.html.slice(0, 160)}`),
  ])
  throw new Error(`axe on ${page.url()}:\n${lines.join('\n')}`)
}
