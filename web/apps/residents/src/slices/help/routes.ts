import type { RouteRecordRaw } from 'vue-router'

/** Calling for help from a grid: nobody signs in; the secret of the link is what a caller has. */
export default [{ path: '/help', component: () => import('./HelpPage.vue') }] satisfies RouteRecordRaw[]
