import type { RouteRecordRaw } from 'vue-router'
import HomePage from './HomePage.vue'

/** Coming in: by the slip, by a link that was sent, by what a camera read from the slip. */
export default [
  { path: '/', component: HomePage },
  { path: '/in', component: () => import('./EnterPage.vue') },
  { path: '/code', component: () => import('./CodePage.vue') },
  { path: '/l', component: () => import('./LinkPage.vue') },
  { path: '/mine', component: () => import('./MinePage.vue'), meta: { own: true } },
] satisfies RouteRecordRaw[]
