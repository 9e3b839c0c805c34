import type { RouteRecordRaw } from 'vue-router'

/** Saying whether the promise was kept. */
export default [{ path: '/confirm', component: () => import('./ConfirmPage.vue'), meta: { own: true } }] satisfies RouteRecordRaw[]
