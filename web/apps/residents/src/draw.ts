import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import App from './App.vue'
import { router } from './router'

/** The first screen of a page, drawn while the pages are built. */
export async function draw(path: string): Promise<string> {
  await router.push(path)
  return renderToString(createSSRApp(App).use(router))
}
