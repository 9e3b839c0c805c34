import { createRouter, createWebHistory } from 'vue-router'
import { useSession } from './slices/identity/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Reached without a session. */
    open?: boolean
    /** Drawn without the bar of the shell. */
    bare?: boolean
    /** Key of the page's name in the catalogue. */
    title?: string
  }
}

export const router = createRouter({
  history: createWebHistory('/'),
  scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: to.hash, top: 80 } : { top: 0 }),
  routes: [
    { path: '/', name: 'today', component: () => import('./slices/today/TodayPage.vue'), meta: { title: 'nav.today' } },
    { path: '/sign-in', name: 'sign-in', component: () => import('./slices/identity/SignInPage.vue'), meta: { open: true, bare: true, title: 'identity.sign_in' } },
    { path: '/password', name: 'password', component: () => import('./slices/identity/PasswordPage.vue'), meta: { bare: true, title: 'identity.password_title' } },
    { path: '/sessions', name: 'sessions', component: () => import('./slices/identity/SessionsPage.vue'), meta: { title: 'identity.sessions' } },
    { path: '/register', name: 'register', component: () => import('./slices/matters/RegisterPage.vue'), meta: { title: 'register.title' } },
    { path: '/help-to-apply', name: 'help-to-apply', component: () => import('./slices/apply/HelpedPage.vue'), meta: { title: 'helped.title' } },
    { path: '/registered/:code', name: 'registered', component: () => import('./slices/matters/RegisteredPage.vue'), meta: { title: 'register.done_title' } },
    { path: '/matters', name: 'matters', component: () => import('./slices/ledger/LedgerPage.vue'), meta: { title: 'nav.matters' } },
    { path: '/search', name: 'search', component: () => import('./slices/search/SearchPage.vue'), meta: { title: 'search.title' } },
    { path: '/figures', name: 'figures', component: () => import('./slices/figures/FiguresPage.vue'), meta: { title: 'nav.figures' } },
    { path: '/figures/matters', name: 'figures-opened', component: () => import('./slices/figures/OpenedPage.vue'), meta: { title: 'nav.figures' } },
    { path: '/figures/statutory', name: 'figures-statutory', component: () => import('./slices/figures/StatutoryPage.vue'), meta: { title: 'figures.statutory' } },
    { path: '/figures/staffing', name: 'figures-staffing', component: () => import('./slices/figures/StaffingPage.vue'), meta: { title: 'figures.staffing' } },
    { path: '/figures/measures', name: 'figures-measures', component: () => import('./slices/figures/MeasuresPage.vue'), meta: { title: 'figures.measures' } },
    { path: '/hall', name: 'hall', component: () => import('./slices/figures/HallPage.vue'), meta: { bare: true, title: 'figures.hall' } },
    { path: '/board', name: 'board', component: () => import('./slices/calls/BoardPage.vue'), meta: { bare: true, title: 'board.title' } },
    { path: '/calls', name: 'calls', component: () => import('./slices/calls/CallsPage.vue'), meta: { title: 'calls.title' } },
    { path: '/roster', name: 'roster', component: () => import('./slices/roster/RosterPage.vue'), meta: { title: 'roster.title' } },
    { path: '/callers', name: 'callers', component: () => import('./slices/calls/CallersPage.vue'), meta: { title: 'callers.title' } },
    { path: '/grids', name: 'grids', component: () => import('./slices/grids/GridsPage.vue'), meta: { title: 'grids.title' } },
    { path: '/grids/:code', name: 'grid', component: () => import('./slices/grids/GridPage.vue'), meta: { title: 'grids.title' } },
    { path: '/events', name: 'events', component: () => import('./slices/dispatch/EventsPage.vue'), meta: { title: 'events.title' } },
    { path: '/events/report', name: 'report-event', component: () => import('./slices/dispatch/ReportPage.vue'), meta: { title: 'events.report' } },
    { path: '/events/supervision', name: 'supervision-board', component: () => import('./slices/dispatch/SupervisionPage.vue'), meta: { title: 'events.board' } },
    { path: '/events/plan', name: 'event-plan', component: () => import('./slices/dispatch/PlanPage.vue'), meta: { title: 'events.plan' } },
    { path: '/rounds', name: 'rounds', component: () => import('./slices/rounds/RoundsPage.vue'), meta: { title: 'rounds.title' } },
    { path: '/rounds/:id', name: 'round', component: () => import('./slices/rounds/RoundPage.vue'), meta: { title: 'rounds.title' } },
    { path: '/public', name: 'public', component: () => import('./slices/figures/PublicPage.vue'), meta: { open: true, bare: true, title: 'figures.public' } },
    { path: '/archive', name: 'archive', component: () => import('./slices/dossiers/ArchivePage.vue'), meta: { title: 'dossier.archive' } },
    { path: '/destruction', name: 'destruction', component: () => import('./slices/destruction/DestructionPage.vue'), meta: { title: 'destruction.title' } },
    { path: '/destruction/:id', name: 'destruction-list', props: true, component: () => import('./slices/destruction/DestructionListPage.vue'), meta: { title: 'destruction.title' } },
    { path: '/check/:mark?', name: 'check', component: () => import('./slices/dossiers/CheckPage.vue'), meta: { open: true, bare: true, title: 'check.title' } },
    { path: '/reviews', name: 'reviews', component: () => import('./slices/reviews/ReviewsPage.vue'), meta: { title: 'review.title' } },
    { path: '/reviews/rubric', name: 'rubric', component: () => import('./slices/reviews/RubricPage.vue'), meta: { title: 'review.rubric' } },
    { path: '/reviews/:id', name: 'review', component: () => import('./slices/reviews/ReviewPage.vue'), meta: { title: 'review.title' } },
    { path: '/reviews/:id/files/:n', name: 'review-file', component: () => import('./slices/reviews/ReviewFilePage.vue'), meta: { title: 'review.title' } },
    { path: '/ledger/import', name: 'ledger-import', component: () => import('./slices/ledger/ImportPage.vue'), meta: { title: 'ledger.import' } },
    { path: '/matters/:code/sign/:no/:party', name: 'sign', component: () => import('./slices/signing/SignPage.vue'), meta: { bare: true, title: 'signing.title' } },
    { path: '/sign-in/back', name: 'back', component: () => import('./slices/identity/BackPage.vue'), meta: { open: true, bare: true, title: 'identity.sign_in' } },
    { path: '/security', name: 'security', component: () => import('./slices/identity/SecurityPage.vue'), meta: { title: 'identity.security' } },
    { path: '/vault', name: 'vault', component: () => import('./slices/vault/VaultPage.vue'), meta: { title: 'vault.title' } },
    { path: '/matters/:code/notes/:n', name: 'notes', component: () => import('./slices/vault/NotesPage.vue'), meta: { title: 'vault.notes' } },
    { path: '/matters/:code', name: 'matter', component: () => import('./slices/matters/MatterPage.vue'), meta: { title: 'nav.matters' } },
    {
      path: '/admin',
      component: () => import('./slices/people/AdminLayout.vue'),
      redirect: { name: 'accounts' },
      children: [
        { path: 'accounts', name: 'accounts', component: () => import('./slices/people/AccountsPage.vue'), meta: { title: 'people.accounts' } },
        { path: 'organisations', name: 'organisations', component: () => import('./slices/people/OrganisationsPage.vue'), meta: { title: 'people.organisations' } },
        { path: 'organisations/:id', name: 'organisation', component: () => import('./slices/people/OrganisationPage.vue'), meta: { title: 'people.organisations' } },
        { path: 'keys', name: 'keys', component: () => import('./slices/entrusting/KeysPage.vue'), meta: { title: 'access_keys.title' } },
        { path: 'call-doors', name: 'call-doors', component: () => import('./slices/calls/DoorsPage.vue'), meta: { title: 'doors.title' } },
        { path: 'dictionaries', name: 'dictionaries', component: () => import('./slices/dictionaries/DictionariesPage.vue'), meta: { title: 'dictionaries.title' } },
        { path: 'templates', name: 'templates', component: () => import('./slices/templates/TemplatesPage.vue'), meta: { title: 'templates.title' } },
        { path: 'templates/:form', name: 'template', component: () => import('./slices/templates/TemplatePage.vue'), meta: { title: 'templates.title' } },
        { path: 'populations', name: 'populations', component: () => import('./slices/figures/PopulationsPage.vue'), meta: { title: 'figures.populations' } },
        { path: 'boundaries', name: 'boundaries', component: () => import('./slices/places/BoundariesPage.vue'), meta: { title: 'places.boundaries' } },
        { path: 'notice', name: 'notice', component: () => import('./slices/privacy/NoticePage.vue'), meta: { title: 'privacy.notice' } },
        { path: 'calendar', name: 'calendar', component: () => import('./slices/calendar/CalendarPage.vue'), meta: { title: 'calendar.title' } },
        { path: 'backups', name: 'backups', component: () => import('./slices/backups/BackupsPage.vue'), meta: { title: 'backups.title' } },
        { path: 'areas', name: 'areas', component: () => import('./slices/places/AreasPage.vue'), meta: { title: 'places.areas' } },
      ],
    },
    { path: '/reckon', name: 'reckon', component: () => import('./slices/calendar/ReckonPage.vue'), meta: { title: 'reckon.title' } },
    { path: '/letters', name: 'letters', component: () => import('./slices/entrusting/InboxPage.vue'), meta: { title: 'letters.inbox' } },
    { path: '/audit', name: 'audit', component: () => import('./slices/audit/AuditPage.vue'), meta: { title: 'nav.audit' } },
    { path: '/:rest(.*)*', name: 'missing', component: () => import('./shell/MissingPage.vue'), meta: { title: 'problem.missing_title' } },
  ],
})

router.beforeEach(async (to) => {
  const session = useSession()
  await session.ready()
  if (!session.me && !to.meta.open) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (session.me?.must_change_password && to.name !== 'password') return { name: 'password' }
  if (session.me?.must_add_factor && !session.me.must_change_password && !['security', 'password', 'sessions'].includes(String(to.name))) return { name: 'security' }
  if (session.me && to.name === 'sign-in') return { name: 'today' }
  // Those who keep accounts or the audit have no matters: their day begins where their work is.
  if (session.me && to.name === 'today' && !session.me.can.includes('work.list')) {
    const can = session.me.can
    // A wall shows the board and nothing else.
    if (can.includes('call.watch') && !can.includes('matter.list')) return { name: 'board' }
    if (can.includes('matter.list')) return { name: 'matters' }
    if (can.includes('letter.list')) return { name: 'letters' }
    if (can.includes('audit.read')) return { name: 'audit' }
    if (can.some((action) => ['account.manage', 'post.manage', 'organisation.manage', 'area.manage', 'dictionary.edit', 'template.edit', 'calendar.edit', 'key.manage'].includes(action))) return '/admin'
  }
})
