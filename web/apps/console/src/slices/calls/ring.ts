import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

/** A bell for as long as something rings. Browsers play nothing before somebody has tapped: `allow` is that tap. */
export function useBell(ringing: Ref<boolean>) {
  const allowed = ref(false)
  let audio: AudioContext | undefined
  let turn: ReturnType<typeof setInterval> | undefined

  function strike() {
    if (!audio) return
    const at = audio.currentTime
    for (const [i, tone] of [880, 660].entries()) {
      const oscillator = audio.createOscillator()
      const gain = audio.createGain()
      oscillator.frequency.value = tone
      gain.gain.setValueAtTime(0.0001, at + i * 0.35)
      gain.gain.exponentialRampToValueAtTime(0.4, at + i * 0.35 + 0.03)
      gain.gain.exponentialRampToValueAtTime(0.0001, at + i * 0.35 + 0.33)
      oscillator.connect(gain).connect(audio.destination)
      oscillator.start(at + i * 0.35)
      oscillator.stop(at + i * 0.35 + 0.35)
    }
    navigator.vibrate?.([300, 150, 300])
  }
  function sync() {
    clearInterval(turn)
    if (!allowed.value || !ringing.value) return
    strike()
    turn = setInterval(strike, 1800)
  }
  async function allow() {
    audio ??= new AudioContext()
    await audio.resume()
    allowed.value = true
    // Where the browser lets us: a notice also while the page is not in front.
    if ('Notification' in window && Notification.permission === 'default') await Notification.requestPermission().catch(() => undefined)
    sync()
  }
  watch([ringing, allowed], sync)
  onBeforeUnmount(() => {
    clearInterval(turn)
    void audio?.close()
  })
  return { allowed, allow }
}

/** Tells outside the page that somebody calls. Without a name: a screen that is locked shows it to anybody. */
export function notify(title: string, body: string, tag: string) {
  if (!('Notification' in window) || Notification.permission !== 'granted' || document.visibilityState === 'visible') return
  try {
    new Notification(title, { body, tag, requireInteraction: true })
  } catch {
    // Some telephones allow notices from a service worker alone: the bell rings all the same.
  }
}
