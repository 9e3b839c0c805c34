import type { RouteRecordRaw } from 'vue-router'

/** Reporting, asking, suggesting, and following it: nobody signs in; the code and the secret are what a reporter has. */
export default [
  { path: '/report', component: () => import('./ReportPage.vue') },
  { path: '/event', component: () => import('./EventPage.vue') },
] satisfies RouteRecordRaw[]
