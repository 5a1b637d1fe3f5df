import type { Browser } from 'playwright-core'
import { BROWSER, openBrowser } from '../scripts/browser'
import { startSandbox, type Sandbox } from '../src/sandbox/index'
import { attack, callerOf, HOSTILE } from './sandbox/caller'

const withBrowser = BROWSER === undefined ? describe.skip : describe

withBrowser('the page of the sandbox in a browser', () => {
  let sandbox: Sandbox
  let browser: Browser

  beforeAll(async () => {
    sandbox = await startSandbox()
    browser = await openBrowser()
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await sandbox.stop()
  })

  it('runs no script, requests no other host, and shows what was sent', async () => {
    for (const text of HOSTILE) await attack(sandbox, text)
    const page = await browser.newPage()
    const asked: string[] = []
    const dialogs: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    const address = `${sandbox.url}/?q=${encodeURIComponent(HOSTILE[1])}`
    await page.goto(address)
    expect(await page.locator('input[name=q]').inputValue()).toBe(HOSTILE[1])
    await page.goto(sandbox.url)
    expect(await page.evaluate('window.hacked')).toBeUndefined()
    expect(dialogs).toEqual([])
    const own = new Set([address, `${sandbox.url}/`])
    expect(asked.filter((url) => !own.has(url) && !url.endsWith('/favicon.ico'))).toEqual([])
    expect(await page.locator('script, iframe, img, svg, object, embed').count()).toBe(0)
    // A control character is shown as its picture.
    const visible = (text: string) => text.replaceAll('\u0000', '\u2400')
    const events = await page.evaluate('document.querySelector("#events").textContent')
    const people = await page.evaluate('document.querySelector("#people").textContent')
    for (const text of HOSTILE) {
      // The API trims an event's name.
      expect(events).toContain(visible(`event ${text}`.trim()))
      expect(people).toContain(visible(`name ${text}`))
    }
    await page.close()
  }, 60_000)

  it.each([
    ['dark', 1400],
    ['light', 390],
  ] as const)(
    'fits a screen, %s and %i wide',
    async (colorScheme, width) => {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 }, javaScriptEnabled: true })
      await page.goto(sandbox.url)
      const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
      expect(overflow).toBeLessThanOrEqual(0)
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor')
      expect(background).toBe(colorScheme === 'dark' ? 'rgb(15, 19, 24)' : 'rgb(245, 246, 248)')
      await page.close()
    },
    60_000,
  )

  it('works without scripts: search, and what is folded away', async () => {
    const { batch } = callerOf(sandbox)
    const attributes = Object.fromEntries(Array.from({ length: 15 }, (_, n) => [`attribute_${n}`, `value_${n}`]))
    await batch({ type: 'person', action: 'identify', identifiers: { id: 'folded' }, attributes })
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(sandbox.url)
    await page.locator('input[name=q]').fill('folded')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.waitForURL('**/?q=folded')
    expect(await page.locator('#people tbody tr').count()).toBe(1)
    const last = page.getByText('value_14')
    expect(await last.isVisible()).toBe(false)
    await page.locator('#people summary').click()
    expect(await last.isVisible()).toBe(true)
    await context.close()
  }, 60_000)
})
