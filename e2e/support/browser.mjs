// Debian's Chromium, quiet and alone: a fresh profile each time, and no calls home.
import { chromium } from 'playwright-core'

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
  '--disable-component-update',
  '--disable-sync',
]

const common = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' }

// A machine under load is slow, not wrong.
const PATIENCE_MS = 45_000

/** The network is away where a journey takes it away, and nowhere else. */
const OFFLINE = /net::ERR_INTERNET_DISCONNECTED/
/** The browser writes a line for every refusal of the server (not signed in, not found, changed meanwhile). */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d/

/** The screens that pages are looked at on. */
export const DEVICES = {
  desktop: { ...common, viewport: { width: 1440, height: 900 } },
  phone: {
    ...common,
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  },
}

/** A browser with a profile of its own, which Playwright makes in the temporary folder and removes on close. */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: FLAGS,
  })
}

/**
 * Somebody's own window: separate cookies, so that two of them are two people. What the page throws or complains of is
 * collected in `troubles`, a breach of the content security policy too; a journey that ends with one has failed.
 */
export async function openWindow(browser, url, device = DEVICES.desktop) {
  const context = await browser.newContext({ ...device, baseURL: url })
  const troubles = []
  context.on('weberror', (error) => troubles.push(String(error.error())))
  context.on('console', (message) => {
    if (message.type() === 'error' && !REFUSED.test(message.text()) && !OFFLINE.test(message.text())) troubles.push(message.text())
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  return { page, context, troubles }
}
