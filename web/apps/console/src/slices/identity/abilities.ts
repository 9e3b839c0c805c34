import type { Action, NextStep } from '@bandeng/api'
import { computed } from 'vue'
import { useSession } from './session'

/** By which posts a step is one's own. Of events one sees as a unit only those that were sent to it. */
const OWING: Partial<Record<NextStep['turn'], string[]>> = { mediator: ['mediator'], committee: ['clerk', 'director'], unit: ['department_officer'], centre: ['coordinator'] }

/** What the server says this person may do. The browser holds no policy: it only asks the list. */
export function useAbilities() {
  const session = useSession()
  const may = (...actions: Action[]) => actions.some((action) => session.me?.can.includes(action) ?? false)
  const holds = (...roles: string[]) => session.me?.posts.some((post) => roles.includes(post.role)) ?? false
  return {
    may,
    today: computed(() => may('work.list')),
    register: computed(() => may('matter.register')),
    matters: computed(() => may('matter.list')),
    figures: computed(() => may('figures.read', 'figures.own')),
    archive: computed(() => may('dossier.transfer')),
    people: computed(() => may('account.manage', 'post.manage', 'organisation.manage', 'area.manage', 'population.keep', 'dictionary.edit', 'template.edit', 'calendar.edit', 'key.manage')),
    audit: computed(() => may('audit.read')),
    /** The step is this reader's, as far as a list can know: by the post they hold. */
    owes: ({ turn }: NextStep) => holds(...(OWING[turn] ?? [])),
  }
}
