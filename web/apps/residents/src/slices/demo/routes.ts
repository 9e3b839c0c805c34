import type { RouteRecordRaw } from 'vue-router'

/** What a demo would have sent. */
export default [{ path: '/demo/messages', component: () => import('./MessagesPage.vue') }] satisfies RouteRecordRaw[]
