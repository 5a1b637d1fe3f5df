import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Program } from './harness/program'
import { startSink, type Sink } from './harness/sink'

let folder: string
let sink: Sink
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'held-'))
  sink = await startSink()
})
afterEach(async () => {
  await sink.stop()
  rmSync(folder, { recursive: true, force: true })
})

const holdFolder = () => join(folder, 'hold')
const held = () => readdirSync(holdFolder(), { withFileTypes: true }).filter((entry) => entry.isFile())
const STATE = `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"carts"}},"id":1}}\n`

function startWrite(maxLiveEvents = 100_000): Program {
  const config = {
    credentials: { site_id: 'site', api_key: 'key' },
    endpoints: { track_url: sink.url },
    streams: [
      {
        stream: 'carts',
        object: 'event',
        id_column: 'who',
        event_name: 'cart',
        event_id_columns: ['id'],
        timestamp_column: 'at',
      },
    ],
    events: { max_live_events: maxLiveEvents },
    guards: { hold_folder: holdFolder() },
  }
  const stream = { name: 'carts', json_schema: {} }
  const catalog = { streams: [{ stream, sync_mode: 'full_refresh', destination_sync_mode: 'append' }] }
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'catalog.json'), JSON.stringify(catalog))
  return new Program(['write', '--config', 'config.json', '--catalog', 'catalog.json'], { cwd: folder })
}

/** Events that are young enough to start a campaign, of about 1 kB each. */
function events(count: number): string {
  const at = new Date(Date.now() - 3_600_000).toISOString()
  const text = 'x'.repeat(1000)
  const record = (id: number) => ({ stream: 'carts', emitted_at: 1, data: { id: `${id}`, who: `p${id}`, at, text } })
  return Array.from({ length: count }, (_, id) => `${JSON.stringify({ type: 'RECORD', record: record(id) })}\n`).join(
    '',
  )
}

describe('rows that wait for a guard', () => {
  it('go to a file that only the user can read, and leave once the input has ended', async () => {
    const program = startWrite()
    program.child.stdin.end(events(15_000) + STATE)
    const finished = await program.finished()
    expect(finished.code).toBe(0)
    expect(finished.messages.filter(({ type }) => type === 'STATE')).toHaveLength(1)
    const sent = sink.requests.reduce(
      (sum, { text }) => sum + (JSON.parse(text) as { batch: unknown[] }).batch.length,
      0,
    )
    expect(sent).toBe(15_000)
    expect(held()).toEqual([])
  })

  it('are not sent by a run that is killed, whose file the next run removes', async () => {
    const program = startWrite()
    program.child.stdin.write(events(20_000))
    const isHeld = () => {
      try {
        return held().some(({ name }) => statSync(join(holdFolder(), name)).size > 0)
      } catch {
        return false
      }
    }
    while (!isHeld()) await new Promise((resolve) => setImmediate(resolve))
    const [file] = held()
    expect(statSync(join(holdFolder(), file!.name)).mode & 0o777).toBe(0o600)
    program.kill()
    await program.finished()
    expect(held()).toHaveLength(1)
    expect(sink.requests.filter(({ path }) => path.includes('batch'))).toEqual([])
    const next = startWrite()
    next.child.stdin.end(events(1) + STATE)
    expect((await next.finished()).code).toBe(0)
    expect(held()).toEqual([])
  })

  it('end the run where the folder cannot be written, and none of them is sent', async () => {
    writeFileSync(holdFolder(), 'a file')
    const program = startWrite()
    program.child.stdin.end(events(20_000) + STATE)
    const finished = await program.finished()
    expect(finished.code).toBe(1)
    expect(finished.lines.join('\n')).toMatch(
      /cannot be stored in .*hold \((ENOTDIR|EEXIST)\), so none of them is sent/,
    )
    expect(sink.requests.filter(({ path }) => path.includes('batch'))).toEqual([])
    expect(finished.messages.filter(({ type }) => type === 'STATE')).toEqual([])
  })

  it('are counted to the end where they are too many: 11,000 events of a stream that is read in full', async () => {
    const program = startWrite(10_000)
    program.child.stdin.end(events(11_000) + STATE)
    const finished = await program.finished()
    expect(finished.code).toBe(1)
    expect(finished.lines.join('\n')).toContain('carts has 11,000 events younger than 72 hours')
    expect(sink.requests.filter(({ path }) => path.includes('batch'))).toEqual([])
    expect(finished.messages.filter(({ type }) => type === 'STATE')).toEqual([])
  })
})
