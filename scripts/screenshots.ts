import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { startSandbox } from '../src/sandbox/index'
import { openBrowser } from './browser'
import { runWrite } from './demo/run-write'
import { makeSample, toMessages } from './demo/sample'

// npm run screenshots: takes the pictures of the README. It fills a sandbox with the sample of `npm run demo` and takes
// a picture of its page, and one of the report that `preview` writes for the same rows. It needs Chromium or Chrome in /usr/bin.

const PROJECT = resolve(__dirname, '..')
const EXAMPLE = join(PROJECT, 'examples/activation')
/** Not under version control. */
const FOLDER = join(PROJECT, '.tmp/screenshots')
const IMAGES = join(PROJECT, 'docs/images')
/** Keeps the clone and the page on GitHub small. */
const MAX_BYTES = 150_000
const WIDTH = 1200

/** Writes what a window of this height (pixels) shows of the page. */
async function takePicture(browser: Browser, url: string, name: string, height: number): Promise<void> {
  const path = join(IMAGES, name)
  const page = await browser.newPage({ viewport: { width: WIDTH, height }, colorScheme: 'light' })
  await page.goto(url)
  await page.screenshot({ path })
  await page.close()
  const { size } = statSync(path)
  console.log(`${path}: ${size} bytes`)
  if (size > MAX_BYTES) throw new Error(`${name} has ${size} bytes; at most ${MAX_BYTES} are allowed.`)
}

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  mkdirSync(IMAGES, { recursive: true })
  const sandbox = await startSandbox()
  const browser = await openBrowser()
  try {
    const nowMs = Date.now()
    const config = JSON.parse(readFileSync(join(EXAMPLE, 'config.json'), 'utf8')) as Record<string, unknown>
    const input = toMessages(makeSample(nowMs), nowMs)
    writeFileSync(join(FOLDER, 'config.json'), JSON.stringify({ ...config, endpoints: { track_url: sandbox.url } }))
    writeFileSync(join(FOLDER, 'catalog.json'), readFileSync(join(EXAMPLE, 'catalog.json')))
    writeFileSync(join(FOLDER, 'messages.jsonl'), input)
    const files = ['--config', 'config.json', '--catalog', 'catalog.json', '--input', 'messages.jsonl']
    execFileSync(process.execPath, [join(PROJECT, 'dist/cli.js'), 'preview', ...files, '--report', 'report.html'], {
      cwd: FOLDER,
      stdio: 'ignore',
    })
    await takePicture(browser, pathToFileURL(join(FOLDER, 'report.html')).href, 'preview-report.png', 750)
    await runWrite(FOLDER, input, 'summary.json')
    await takePicture(browser, sandbox.url, 'sandbox-page.png', 616)
  } finally {
    await browser.close()
    await sandbox.stop()
  }
}

void main()
