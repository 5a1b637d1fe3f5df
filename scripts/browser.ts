import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

/** Chromium or Chrome of this machine: Playwright downloads no browser here. */
export const BROWSER = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

/** Starts the browser without a window. It makes no requests except those of the page. */
export function openBrowser(): Promise<Browser> {
  if (BROWSER === undefined) throw new Error('There is no Chromium or Chrome in /usr/bin. Fix: install chromium.')
  return chromium.launch({
    executablePath: BROWSER,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
}
