import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@': fileURLToPath(new URL('./apps/console/src', import.meta.url)) } },
  test: { environment: 'happy-dom', include: ['{apps,packages}/**/*.test.ts'] },
})
