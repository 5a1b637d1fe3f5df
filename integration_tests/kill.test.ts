import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runChaos } from './chaos/run'
import { CLI } from './harness/launch'
import { errorsOf, runWrite, statesOf, temporaryFolder } from './harness/program'
import { configFor, startSink } from './harness/sink'

const SEEDS = [20, 21, 22, 23]
const KILLS = 6

describe('kill -9', () => {
  it.each(SEEDS)('loses nothing and repeats no event, killed at six moments and resumed (seed %d)', async (seed) => {
    const result = await runChaos({ seed, rows: 3_000, people: 700, padding: 900, kills: KILLS, faults: false })
    expect(result.kills).toBe(KILLS)
  })
})

const CATALOG = {
  streams: [
    {
      stream: { name: 'people', json_schema: { properties: { id: { type: 'string' }, n: { type: 'number' } } } },
      sync_mode: 'incremental',
      destination_sync_mode: 'append',
    },
  ],
}
const RULES = { streams: [{ stream: 'people', object: 'person', id_column: 'id' }] }
const row = (id: string) =>
  `{"type":"RECORD","record":{"stream":"people","emitted_at":1,"data":{"id":"${id}","n":1}}}\n`
const state = (id: number) =>
  `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"people"}},"id":${id}}}\n`

describe('input and disk that end too early', () => {
  it('accounts for the line in which stdin ends, and emits no state after it', async () => {
    const trace = '{"type":"TRACE"}\n'
    const whole = trace + row('1') + state(1) + row('2') + state(2)
    for (let cut = trace.length; cut <= whole.length; cut += 71) {
      const sink = await startSink()
      const input = whole.slice(0, cut)
      const finished = await runWrite({ config: configFor(sink.url, RULES), catalog: CATALOG, input })
      await sink.stop()
      // The newline of the last line may be missing.
      const lines = (whole.startsWith(`${input}\n`) ? `${input}\n` : input).split('\n')
      const last = lines.pop()!
      const mayBeRecord = last !== '' && !last.includes('"type":"S')
      const isLost = mayBeRecord && !last.includes('"people"')
      expect(finished.code).toBe(isLost ? 1 : 0)
      expect(statesOf(finished)).toHaveLength(lines.filter((line) => line.includes('"STATE"')).length)
      const sent = sink.requests.flatMap(({ text }) => (JSON.parse(text) as { batch: unknown[] }).batch)
      expect(sent).toHaveLength(lines.filter((line) => line.includes('"RECORD"')).length)
      const log = finished.lines.join('\n')
      expect(log.includes('unreadable_record')).toBe(mayBeRecord && !isLost)
      expect(log.includes('does not name its stream')).toBe(isLost)
      expect(log.includes('1 line of the input could not be read.')).toBe(last !== '')
    }
  })

  it('returns no state after a rejected row that did not fit on the disk', async () => {
    const sink = await startSink()
    const folder = temporaryFolder()
    try {
      const config = configFor(sink.url, {
        ...RULES,
        guards: { max_rejected_percent: 100 },
        object_storage_config: { storage_type: 'LOCAL', directory: join(folder.path, 'rejected') },
      })
      writeFileSync(join(folder.path, 'config.json'), JSON.stringify(config))
      writeFileSync(join(folder.path, 'catalog.json'), JSON.stringify(CATALOG))
      const command = `trap '' XFSZ; ulimit -f 8; exec "${process.execPath}" "${CLI}" write --config config.json --catalog catalog.json`
      const child = spawn('sh', ['-c', command], {
        cwd: folder.path,
        env: { PATH: process.env['PATH'], WORKER_JOB_ID: '1' },
      })
      let stdout = ''
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
      child.stdin.on('error', () => undefined)
      const ended = new Promise<number | null>((done) => child.on('close', done))
      // A file may be 8 blocks of 512 bytes long: about 15 rows.
      for (let n = 1; n <= 60; n++) {
        child.stdin.write(row('') + state(n))
        // One at a time, so that rows are stored one by one.
        while (
          !child.stdin.destroyed &&
          !stdout.includes(`"id":${n},`) &&
          !stdout.includes('"ERROR"') &&
          child.exitCode === null
        )
          await new Promise((resolve) => setImmediate(resolve))
      }
      child.stdin.end()
      expect(await ended).toBe(1)
      const messages = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as never)
      const finished = { messages, code: 1, signal: null, lines: [], stderr: '' }
      expect(errorsOf(finished)).toMatchObject([
        {
          failure_type: 'transient_error',
          message: expect.stringMatching(/Rejected rows cannot be written to .*EFBIG/) as string,
        },
      ])
      const stored = join(folder.path, 'rejected', '1', 'people')
      const text = readFileSync(join(stored, readdirSync(stored)[0]!), 'utf8')
      const whole = text.split('\n').length - 1
      expect(whole).toBeGreaterThan(3)
      expect(statesOf(finished).map(({ id }) => id)).toEqual(Array.from({ length: whole }, (_, n) => n + 1))
    } finally {
      folder.remove()
      await sink.stop()
    }
  })
})
