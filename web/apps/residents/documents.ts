import { fileURLToPath } from 'node:url'
import { createServer, type Plugin } from 'vite'

/**
 * The document of each page that people come to from outside: an address on a wall, a link in a message. On a slow network
 * everything is a matter of how often one waits. So the document names all the page needs, to be fetched at once, and the
 * first screen of those that ask for nothing to be typed stands in it already: it is read while the script is on its way.
 * Every other page gets `index.html`, which says nothing yet.
 */
const PAGES: Record<string, { component: string; drawn?: boolean }> = {
  home: { component: 'door/HomePage', drawn: true },
  apply: { component: 'apply/ApplyPage', drawn: true },
  mediators: { component: 'choice/MediatorsPage', drawn: true },
  in: { component: 'door/EnterPage' },
  l: { component: 'door/LinkPage' },
  report: { component: 'street/ReportPage' },
  event: { component: 'street/EventPage' },
  help: { component: 'help/HelpPage' },
}

/** Draws first screens as the telephone will, with the same components. */
async function drawing() {
  const root = fileURLToPath(new URL('.', import.meta.url))
  const server = await createServer({ root, mode: 'production', logLevel: 'error', appType: 'custom', server: { middlewareMode: true, ws: false, watch: null }, optimizeDeps: { noDiscovery: true } })
  const { draw } = (await server.ssrLoadModule('/src/draw.ts')) as typeof import('./src/draw')
  return { draw, done: () => server.close() }
}

export function documents(): Plugin {
  return {
    name: 'documents',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const index = bundle['index.html']
        if (index?.type !== 'asset') throw new Error('no index.html')
        const page = String(index.source)
        /** What a page needs beside what every page has. */
        const needs = (component: string) => {
          const found = { scripts: new Set<string>(), styles: new Set<string>() }
          const walk = (name: string) => {
            const chunk = bundle[name]
            if (chunk?.type !== 'chunk' || found.scripts.has(name)) return
            found.scripts.add(name)
            chunk.viteMetadata?.importedCss.forEach((style) => found.styles.add(style))
            chunk.imports.forEach(walk)
          }
          Object.values(bundle).forEach((chunk) => chunk.type === 'chunk' && chunk.facadeModuleId?.endsWith(`/slices/${component}.vue`) && walk(chunk.fileName))
          const link = (rel: string) => (name: string) => (page.includes(name) ? '' : `    <link rel="${rel}" crossorigin href="/r/${name}">\n`)
          return [...[...found.scripts].map(link('modulepreload')), ...[...found.styles].map(link('stylesheet'))].join('')
        }
        const { draw, done } = await drawing()
        try {
          for (const [name, { component, drawn }] of Object.entries(PAGES)) {
            const screen = drawn ? await draw(name === 'home' ? '/' : `/${name}`) : ''
            const source = page.replace('  </head>', () => `${needs(component)}  </head>`).replace('<div id="app"></div>', () => `<div id="app">${screen}</div>`)
            this.emitFile({ type: 'asset', fileName: `${name}.html`, source })
          }
        } finally {
          await done()
        }
      },
    },
  }
}
