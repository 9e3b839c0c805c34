import type { RouteRecordRaw } from 'vue-router'

/** Reading a paper and signing it on the glass. */
export default [{ path: '/sign/:no(\\d+)', component: () => import('./SignPage.vue'), meta: { own: true } }] satisfies RouteRecordRaw[]
