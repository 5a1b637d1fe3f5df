/**
 * Peak memory of `write` in the cases that could fill it (docs/reliability.md): `npm run bench:memory` prints the table
 * of the section Bounds of results.md. It takes about a minute; the load of the machine does not matter.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { once } from 'node:events'

interface Case {
  readonly name: string
  readonly streams?: number
  readonly rule?: Readonly<Record<string, unknown>>
  readonly options?: Readonly<Record<string, unknown>>
  /** Pieces of the input. */
  readonly input: () => Iterable<string>
  /** Milliseconds in which the API does not answer, or no one reads the output. */
  readonly apiWaitsMs?: number
  readonly readerWaitsMs?: number
}

const PERSON = { object: 'person', id_column: 'id' }
const EVENT = { object: 'event', id_column: 'id', event_name: 'x', event_id_columns: ['id'], timestamp_column: 'at' }
const NOW = new Date().toISOString()

const record = (data: string, stream = 's0') =>
  `{"type":"RECORD","record":{"stream":"${stream}","data":${data},"emitted_at":1}}\n`
const state = (bytes: number, stream = 's0') =>
  `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"${stream}"},"stream_state":{"x":"${'x'.repeat(bytes)}"}}}}\n`

function* repeat(times: number, piece: (n: number) => string): Iterable<string> {
  for (let n = 0; n < times; n++) yield piece(n)
}

function* chain(...parts: readonly Iterable<string>[]): Iterable<string> {
  for (const part of parts) yield* part
}

const CASES: readonly Case[] = [
  {
    name: '20,000 streams, a row and a state of each',
    streams: 20_000,
    input: () => repeat(20_000, (n) => record(`{"id":"${n}"}`, `s${n}`) + state(10, `s${n}`)),
  },
  {
    name: '60,000 states of 20 kB after a row that the API answers after 10 s',
    apiWaitsMs: 10_000,
    input: () =>
      chain(
        [record('{"id":"1"}')],
        repeat(60_000, () => state(20_000)),
      ),
  },
  {
    name: '200,000 rows, each with a state of 3 kB, output read after 10 s',
    readerWaitsMs: 10_000,
    input: () => repeat(200_000, (n) => record(`{"id":"${n}"}`) + state(3_000)),
  },
  {
    name: '1,000 times 50 rows and a state of 1 MB, output read after 10 s',
    readerWaitsMs: 10_000,
    input: () => repeat(1_000, (n) => record(`{"id":"${n}"}`).repeat(50) + state(1_000_000)),
  },
  {
    name: '300,000 events that a guard holds, each with a state of 300 B',
    rule: EVENT,
    options: { events: { max_live_events: 1_000_000 } },
    input: () =>
      repeat(300_000, (n) => record(`{"id":"e${n}","at":"${NOW}","text":"${'x'.repeat(200)}"}`) + state(200)),
  },
  {
    name: 'one line of 99 MB of [',
    input: () =>
      chain(
        repeat(99, () => '['.repeat(1_000_000)),
        ['\n'],
      ),
  },
]

async function measure({ streams = 1, rule = PERSON, options = {}, ...one }: Case): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'memory-'))
  const server = createServer((request, response) => {
    const isBatch = request.url?.includes('batch') === true
    request.resume().on('end', () => {
      setTimeout(
        () => response.setHeader('content-type', 'application/json').end('{"region":"us"}'),
        isBatch ? one.apiWaitsMs : 0,
      )
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const names = Array.from({ length: streams }, (_, n) => `s${n}`)
  const columns = Object.fromEntries(
    ['id', 'at', ...Array.from({ length: 8 }, (_, n) => `c${n}`)].map((name) => [name, {}]),
  )
  writeFileSync(
    join(folder, 'config.json'),
    JSON.stringify({
      credentials: { site_id: 'site', api_key: 'key' },
      endpoints: { track_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
      delivery: { requests_per_second: 1000 },
      streams: names.map((stream) => ({ stream, ...rule })),
      ...options,
    }),
  )
  const catalog = names.map((name) => ({
    stream: { name, json_schema: { properties: columns } },
    sync_mode: 'full_refresh',
    destination_sync_mode: 'append',
  }))
  writeFileSync(join(folder, 'catalog.json'), JSON.stringify({ streams: catalog }))
  const args = ['--require', resolve(__dirname, 'meter.cjs'), resolve(__dirname, '../dist/cli.js'), 'write']
  const child = spawn(process.execPath, [...args, '--config', 'config.json', '--catalog', 'catalog.json'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
    env: { PATH: process.env['PATH'], NO_PROXY: '127.0.0.1' },
  })
  const [stdin, stdout, , meter] = child.stdio
  let metered = ''
  meter?.on('data', (chunk: Buffer) => (metered += chunk.toString()))
  setTimeout(() => stdout?.resume(), one.readerWaitsMs ?? 0)
  stdin?.on('error', () => undefined)
  const closed = once(child, 'close')
  for (const piece of one.input()) if (stdin?.write(piece) === false) await Promise.race([once(stdin, 'drain'), closed])
  stdin?.end()
  const [code] = (await closed) as [number]
  server.close()
  rmSync(folder, { recursive: true })
  const { peakKb } = JSON.parse(metered) as { peakKb: number }
  return `| ${one.name} | ${String(code)} | ${Math.round(peakKb / 1000)} |`
}

async function main(): Promise<void> {
  process.stdout.write('| input | exit code | peak MB |\n| --- | --- | --- |\n')
  for (const one of CASES) process.stdout.write(`${await measure(one)}\n`)
}

void main()
