import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { startSandbox } from '../src/sandbox/index'
import { temporaryFolder } from './harness/program'

const CLI = resolve(__dirname, '../dist/cli.js')
const PAGE = resolve(__dirname, '../docs/preview.md')
const TOUR = resolve(__dirname, '../examples/tour')

/** The commands of the page's tour: its blocks marked `sh tour`, as one reads them. */
function commands(): readonly string[] {
  return [...readFileSync(PAGE, 'utf8').matchAll(/```sh tour\n([\s\S]*?)```/g)].map(([, block]) => block!.trim())
}

interface Ran {
  readonly code: number
  readonly output: string
}

function shell(script: string, cwd: string): Promise<Ran> {
  const line = `destination-customer-io() { "${process.execPath}" "${CLI}" "$@"; }\n${script}`
  const env = { PATH: process.env['PATH'], NO_PROXY: '127.0.0.1' }
  return new Promise((done) => {
    execFile('bash', ['-c', line], { cwd, env }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    )
  })
}

describe('the tour of docs/preview.md', () => {
  it('runs as it is written, against the sandbox: preview, write with a test cohort, verify, write, verify', async () => {
    const folder = temporaryFolder()
    const sandbox = await startSandbox()
    try {
      for (const name of ['catalog.json', 'messages.jsonl', 'config.json', 'cohort.json']) {
        const text = readFileSync(join(TOUR, name), 'utf8')
        writeFileSync(join(folder.path, name), text.replaceAll('http://127.0.0.1:8787', sandbox.url))
      }
      const steps = commands()
      expect(steps).toHaveLength(5)
      const ran: Ran[] = []
      for (const step of steps) ran.push(await shell(step.replaceAll('examples/tour/', ''), folder.path))
      expect(ran.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0])
      const [preview, cohort, verified, all, again] = ran.map(({ output }) => output)
      expect(preview).toContain('601 rows read = 593 to deliver + 1 to skip + 7 to reject.')
      expect(readFileSync(join(folder.path, 'preview.html'), 'utf8')).toMatch(/^<!doctype html>/)
      expect(cohort).toContain('601 rows read = 12 delivered + 587 skipped + 2 rejected')
      expect(verified).toContain('4 of 4 people as sent')
      expect(all).toContain('601 rows read = 593 delivered + 1 skipped + 7 rejected')
      expect(again).toContain('100 of 100 people as sent')
      expect(sandbox.workspace.people.size).toBeGreaterThan(200)
    } finally {
      await sandbox.stop()
      folder.remove()
    }
  })
})
