/** What is remembered while somebody is at the provider: in this tab alone, so that nobody else's answer is taken for theirs. */
interface Away {
  step: string
  next: string
}
const KEY = 'bandeng.away'

export const away = {
  set: (value: Away) => sessionStorage.setItem(KEY, JSON.stringify(value)),
  take(): Away | null {
    const text = sessionStorage.getItem(KEY)
    sessionStorage.removeItem(KEY)
    return text ? (JSON.parse(text) as Away) : null
  },
}
