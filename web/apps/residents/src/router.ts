import { createMemoryHistory, createRouter, createWebHistory } from 'vue-router'
import apply from './slices/apply/routes'
import choice from './slices/choice/routes'
import confirm from './slices/confirm/routes'
import demo from './slices/demo/routes'
import door from './slices/door/routes'
import help from './slices/help/routes'
import offers from './slices/offers/routes'
import privacy from './slices/privacy/routes'
import sign from './slices/sign/routes'
import street from './slices/street/routes'
import { asRefused } from './server'
import { present } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    /** For a party who came in: without a session one is asked to come in first. */
    own?: boolean
  }
}

/** A slice has its own routes; what it adds to the house is a line here. */
export const router = createRouter({
  history: import.meta.env.SSR ? createMemoryHistory('/r/') : createWebHistory('/r/'),
  scrollBehavior: () => ({ top: 0 }),
  routes: [...door, ...apply, ...choice, ...confirm, ...demo, ...help, ...offers, ...privacy, ...sign, ...street, { path: '/:rest(.*)*', component: () => import('./shell/MissingPage.vue') }],
})

router.beforeEach(async (to) => {
  if (!to.meta.own) return true
  try {
    return (await present()) ? true : { path: '/in', query: { to: to.fullPath } }
  } catch (error) {
    // Without a network the page is shown and says so itself.
    return asRefused(error).offline ? true : { path: '/in', query: { to: to.fullPath } }
  }
})
