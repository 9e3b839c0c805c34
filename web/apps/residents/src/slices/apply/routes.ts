import type { RouteRecordRaw } from 'vue-router'

/** Applying without a clerk. */
export default [
  { path: '/apply', component: () => import('./ApplyPage.vue') },
  { path: '/applied', component: () => import('./AppliedPage.vue'), meta: { own: true } },
] satisfies RouteRecordRaw[]
