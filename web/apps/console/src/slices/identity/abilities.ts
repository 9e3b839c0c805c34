import { computed } from 'vue'
import { useSession } from './session'

/** What the server says this person may do. The browser holds no policy: it only asks the list. */
export function useAbilities() {
  const session = useSession()
  const may = (...actions: string[]) => actions.some((action) => session.me?.can.includes(action) ?? false)
  return {
    may,
    register: computed(() => may('matter.register')),
    matters: computed(() => may('matter.list', 'matter.register', 'matter.view')),
    people: computed(() => may('account.list', 'account.manage', 'organisation.manage', 'area.manage')),
    audit: computed(() => may('audit.read')),
  }
}
