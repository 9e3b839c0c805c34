import type { Me, Schemas } from '@bandeng/api'
import type { Language } from '@bandeng/domain'
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { setLanguage } from '@/i18n'
import { drop } from '@/slices/vault/ring'
import * as api from './api'

export type Theme = 'system' | 'light' | 'dark'
const dark = window.matchMedia('(prefers-color-scheme: dark)')

/** Who sits here, and how they like to read. Everything else the server knows is in the query cache. */
export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  const language = ref<Language>((localStorage.getItem('bandeng.language') as Language | null) ?? 'zh')
  const elder = ref(localStorage.getItem('bandeng.elder') === 'true')
  const theme = ref<Theme>((localStorage.getItem('bandeng.theme') as Theme | null) ?? 'light')
  let first: Promise<void> | undefined

  function dress() {
    const root = document.documentElement
    const night = theme.value === 'dark' || (theme.value === 'system' && dark.matches)
    root.dataset.theme = night ? 'dark' : 'light'
    root.setAttribute('theme-mode', night ? 'dark' : 'light')
    root.dataset.elder = String(elder.value)
    localStorage.setItem('bandeng.theme', theme.value)
    localStorage.setItem('bandeng.elder', String(elder.value))
    localStorage.setItem('bandeng.language', language.value)
  }
  watch([language, elder, theme], dress, { immediate: true })
  watch(language, setLanguage)
  dark.addEventListener('change', dress)

  function welcome(who: Me) {
    me.value = who
    language.value = who.preferences.language ?? 'zh'
    elder.value = who.preferences.elder ?? false
  }

  /** Resolves when it is known whether somebody is signed in. */
  function ready(): Promise<void> {
    first ??= setLanguage(language.value).then(api.readMe).then(welcome, () => undefined)
    return first
  }

  /** Who is in is welcome; for who is not yet, what is wanted besides. */
  function admit(answer: Me | Schemas['SecondWanted']): Schemas['SecondWanted'] | null {
    if ('step' in answer) return answer
    welcome(answer)
    return null
  }
  const signIn = async (login: string, password: string) => admit(await api.signIn(login, password))

  /** Forgets the person, and what they had half-written, on this machine. */
  function forget() {
    me.value = null
    drop()
    sessionStorage.clear()
  }

  async function signOut() {
    await api.signOut().catch(() => undefined)
    forget()
  }

  /** Shown at once; a preference that could not be saved is no reason to disturb anybody. */
  function prefer(change: Partial<Me['preferences']>) {
    if (change.language) language.value = change.language
    if (change.elder !== undefined) elder.value = change.elder
    if (me.value) void api.savePreferences({ language: language.value, elder: elder.value }).catch(() => undefined)
  }

  return { me, language, elder, theme, ready, admit, enter: welcome, signIn, signOut, forget, prefer }
})
