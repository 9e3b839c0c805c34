import type { RouteRecordRaw } from 'vue-router'

/** Choosing among the mediators proposed, and the roster that everybody may read. */
export default [
  { path: '/choice', component: () => import('./ChoicePage.vue'), meta: { own: true } },
  { path: '/mediators', component: () => import('./MediatorsPage.vue') },
] satisfies RouteRecordRaw[]
