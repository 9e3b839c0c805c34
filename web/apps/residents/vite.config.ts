import vue from '@vitejs/plugin-vue'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'
import { documents } from './documents'

const dist = fileURLToPath(new URL('./dist', import.meta.url))

/** Compressed once here, as small as it goes: a village telephone pays for every kilobyte. */
function compressed(): Plugin {
  let out = dist
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: (config) => void (out = config.build.outDir.startsWith('/') ? config.build.outDir : join(config.root, config.build.outDir)),
    closeBundle() {
      for (const file of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|html|svg)$/.test(file)) continue
        const bytes = readFileSync(join(out, file))
        writeFileSync(join(out, `${file}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
        writeFileSync(join(out, `${file}.gz`), gzipSync(bytes, { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  base: '/r/',
  plugins: [vue(), documents(), compressed()],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  // Telephones of 2018 and later; no data: addresses, so that the page runs under a strict content security policy.
  build: {
    target: ['chrome70', 'safari12.1'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Where each request waits half a second, few pieces: what several pages share is one, and so are all styles.
    cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'common', test: /node_modules|plugin-vue|packages|src.(shell|words|server|deed|session|locales.zh)/ }] } } },
  },
  server: { port: 5174, proxy: { '/api': 'http://127.0.0.1:8080' } },
})
