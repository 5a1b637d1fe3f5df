import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeSentFile } from '../../src/verification/verify-file'
import { startSandbox, type Sandbox } from '../../src/sandbox/index'
import { createContext } from '../../src/airbyte/testing/context-factory'
import { verify } from '../../src/cli/verify'

let sandbox: Sandbox
let folder: string

beforeEach(async () => {
  sandbox = await startSandbox()
  folder = mkdtempSync(join(tmpdir(), 'verify-'))
})

afterEach(async () => {
  await sandbox.stop()
  rmSync(folder, { recursive: true, force: true })
})

const file = (name: string) => join(folder, name)

async function run(args: readonly string[], credentials: Record<string, string> = { app_api_key: 'sandbox-app-key' }) {
  const config = {
    credentials: { site_id: 'sandbox-site', api_key: 'sandbox-key', ...credentials },
    endpoints: { track_url: sandbox.url },
  }
  writeFileSync(file('config.json'), JSON.stringify(config))
  const context = createContext(['--config', file('config.json'), '--json', file('out.json'), ...args])
  return { code: await verify(context), ...context.written }
}

/** Writes the file of a run that ended at `endedMs` and sent people by cio_id, phone, id and email. */
async function sent(endedMs = Date.now()): Promise<void> {
  const cioId = sandbox.workspace.people.find('id', '1')!.cioId
  await writeSentFile(file('sent.jsonl'), {
    startedMs: endedMs - 1000,
    endedMs,
    people: [
      { kind: 'cio_id', value: cioId, state: 'present', attributes: { plan: 'pro' } },
      { kind: 'phone', value: '+491701234567', state: 'present', attributes: { plan: 'free' } },
      { kind: 'id', value: '1', state: 'present', attributes: { plan: 'pro', old: '' } },
      { kind: 'email', value: 'Two@Example.com', state: 'present', attributes: { plan: 'free' } },
    ],
  })
}

function identify(identifiers: Record<string, string>, attributes: Record<string, unknown>): void {
  sandbox.workspace.apply({ type: 'person', action: 'identify', identifiers, attributes })
}

describe('verify', () => {
  beforeEach(() => {
    identify({ id: '1' }, { plan: 'pro', other: 1 })
    identify({ phone: '+491701234567' }, { email: 'two@example.com', plan: 'free' })
  })

  it('reads people by each kind of identifier', async () => {
    await sent()
    const { code, stdout } = await run(['--verify-file', file('sent.jsonl')])
    expect(code).toBe(0)
    expect(stdout).toContain('4 of 4 people as sent; attributes: 5 match')
    expect(stdout).toContain('T***@Example.com')
    expect(statSync(file('out.json')).mode & 0o077).toBe(0)
  })

  it('separates wrong values from values that may still arrive, by the end of the run', async () => {
    await sent()
    sandbox.workspace.people.find('id', '1')!.attributes.set('plan', { value: 'free', at: 5 })
    const soon = await run(['--verify-file', file('sent.jsonl'), '--wait', '0'])
    expect(soon.code).toBe(75)
    expect(soon.stdout).toContain('try again in a few minutes')
    await sent(Date.now() - 3_600_000)
    const late = await run(['--verify-file', file('sent.jsonl'), '--wait', '0'])
    expect(late.code).toBe(1)
    expect(late.stdout).toContain('no change of this run is visible on this person')
  })

  it('names the segments that people are missing from', async () => {
    await sent()
    sandbox.workspace.people.find('id', '1')!.segments.add(7)
    const { code, stdout } = await run([
      '--verify-file',
      file('sent.jsonl'),
      '--ids',
      '1',
      '--segments',
      '7, 8',
      '--wait',
      '0',
    ])
    expect(code).toBe(1)
    expect(stdout).toContain('segment 7: 1 of 1 are members')
    expect(stdout).toContain('segment 8: 0 of 1 are members; not members: 1')
    expect((JSON.parse(readFileSync(file('out.json'), 'utf8')) as { segments: unknown[] }).segments).toHaveLength(2)
  })

  it('requires a valid App API key', async () => {
    await sent()
    expect(await run(['--verify-file', file('sent.jsonl')], {})).toMatchObject({ code: 78 })
    const wrong = await run(['--verify-file', file('sent.jsonl')], { app_api_key: 'wrong-app-key' })
    expect(wrong.code).toBe(78)
    expect(wrong.stderr).toContain('The App API refuses credentials.app_api_key')
    expect(wrong.stderr).not.toContain('wrong-app-key')
  })

  it.each([
    [['--help'], 0, 'Usage'],
    [['--verify-file', 'x', '--ids', 'nobody'], 78, 'no one to verify'],
    [[], 78, 'Missing: what was sent'],
    [['--input', 'x'], 78, 'Missing: --since'],
    [['--input', 'x', '--since', 'soon'], 78, 'ISO 8601'],
  ])('explains itself: %j', async (args, code, words) => {
    await sent()
    const ran = await run(args.map((one) => (one === 'x' ? file('sent.jsonl') : one)))
    expect(ran.code).toBe(code)
    expect(ran.stdout + ran.stderr).toContain(words)
  })
})
