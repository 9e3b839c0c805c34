import type { RouteRecordRaw } from 'vue-router'

/** Saying what one wants and would agree to, and answering what was proposed. */
export default [{ path: '/offers', component: () => import('./OffersPage.vue'), meta: { own: true } }] satisfies RouteRecordRaw[]
