import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { chromium } from 'playwright-core'
import { renderHtml } from './html-report'
import { html } from './markup'
import { renderTerminal } from './terminal-report'
import { HOSTILE, INSPECTION } from './testing/inspection-factories'

const GOLDEN = join(__dirname, 'testing')
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

/** Compares with the file next to this test; UPDATE_GOLDEN=1 writes it. */
function expectGolden(name: string, text: string): void {
  const path = join(GOLDEN, name)
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text)
  expect(text).toBe(readFileSync(path, 'utf8'))
}

describe('the report', () => {
  it('matches the golden file', () => expectGolden('report.html', renderHtml(INSPECTION)))

  it('matches the golden file of the terminal', () => expectGolden('report.txt', renderTerminal(INSPECTION)))

  it('escapes all data, and has no external references and no scripts', () => {
    const page = renderHtml(INSPECTION)
    expect(JSON.stringify(INSPECTION)).toContain(JSON.stringify(HOSTILE).slice(1, -1))
    expect(page).not.toContain(HOSTILE)
    const tags = page.match(/<[^>]*>/g)!.join('')
    expect(tags).not.toMatch(/<(script|img|link|iframe|object|form|base)|javascript:|\son\w+=|src=|href=/i)
    expect(page).not.toMatch(/https?:|url\(|@import/i)
    expect(page).not.toContain('\u202e')
  })

  it('escapes text and attributes, also in nested templates', () => {
    expect(html`<a title="${'"><b>'}">${['&', html`<i>${"'"}</i>`, null, false, 0]}</a>`.text).toBe(
      '<a title="&quot;&gt;&lt;b&gt;">&amp;<i>&#39;</i>0</a>',
    )
  })

  const drawn = CHROMIUM === undefined ? it.skip : it
  drawn.each([
    ['light', 1200],
    ['dark', 1200],
    ['light', 380],
  ] as const)('is rendered with %s at %i pixels without scripts and requests', async (colorScheme, width) => {
    const folder = mkdtempSync(join(tmpdir(), 'report-'))
    const browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
    try {
      const path = join(folder, 'report.html')
      writeFileSync(path, renderHtml(INSPECTION))
      const context = await browser.newContext({
        colorScheme,
        viewport: { width, height: 800 },
        javaScriptEnabled: false,
      })
      const page = await context.newPage()
      const requested: string[] = []
      const complaints: string[] = []
      page.on('request', (request) => requested.push(request.url()))
      page.on('console', (message) => complaints.push(message.text()))
      await page.goto(pathToFileURL(path).href)
      expect(requested).toEqual([pathToFileURL(path).href])
      expect(complaints).toEqual([])
      expect((await page.screenshot({ fullPage: true })).length).toBeGreaterThan(20_000)
      // Wide tables scroll; the page does not.
      const body = (await page.locator('main').boundingBox())!
      expect(body.width).toBeLessThanOrEqual(width)
      expect(await page.locator('svg').count()).toBeGreaterThan(5)
      expect(await page.locator('.finding').count()).toBe(INSPECTION.findings.length)
      for (const card of await page.locator('.card').all()) {
        const box = (await card.boundingBox())!
        expect(box.x + box.width).toBeLessThanOrEqual(width)
      }
      const [ink, ground] = await page.evaluate<[string, string]>(
        '["color", "backgroundColor"].map((name) => getComputedStyle(document.body)[name])',
      )
      expect(brightness(ink) > brightness(ground)).toBe(colorScheme === 'dark')
    } finally {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

/** Of `rgb(1, 2, 3)`. */
function brightness(color: string): number {
  return [...color.matchAll(/\d+/g)].slice(0, 3).reduce((sum, [part]) => sum + Number(part), 0)
}
