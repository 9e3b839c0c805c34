import type { RouteRecordRaw } from 'vue-router'

/** One's own data: what is told, who looked, a copy, putting it right, taking the consent back. */
export default [{ path: '/privacy', component: () => import('./PrivacyPage.vue'), meta: { own: true } }] satisfies RouteRecordRaw[]
