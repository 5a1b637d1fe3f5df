/**
 * `npm run bench:sync [-- rows]`: rows per second and memory of `sync`, reading from the stand-in for Snowflake and writing
 * to an API that accepts everything, all on this machine; then a second run in which 1 % of the rows changed. Writes
 * bench/sync-results.md.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startWarehouse, type WarehouseServer } from '../integration_tests/warehouse/server'

const PROJECT = resolve(__dirname, '..')
const ROWS = Number(process.argv[2] ?? 1_000_000)
const CHANGED = ROWS / 100
/** What a Linux kernel counts processor time in; `getconf CLK_TCK`. */
const TICKS_PER_SECOND = 100

interface Measured {
  readonly name: string
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakMb: number
  readonly rows: number
  readonly sent: number
}

async function main(): Promise<void> {
  const warehouse = await startWarehouse({ inlineRows: 1000, chunkRows: 25_000 })
  const api = await startApi()
  const folder = mkdtempSync(join(tmpdir(), 'bench-sync-'))
  const results: Measured[] = []
  const run = async (name: string, store: string, method: string) => {
    const config = join(folder, `${store}-${method}.yml`)
    writeFileSync(config, activation(warehouse, api.url, store, method))
    const measured = await measure(name, config)
    results.push(measured)
    process.stdout.write(`${JSON.stringify(measured)}\n`)
  }
  try {
    await makeTable(warehouse)
    await run('full', 'local', 'full')
    for (const store of ['local', 'warehouse']) {
      await run(`diff, ${store} state, first run`, store, 'diff')
      await warehouse.sql(`UPDATE people SET "VISITS" = "VISITS" + 1 WHERE "ID" % 100 = 0`)
      await run(`diff, ${store} state, 1 % changed`, store, 'diff')
      await run(`diff, ${store} state, nothing changed`, store, 'diff')
    }
  } finally {
    await warehouse.stop()
    api.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  writeFileSync(join(PROJECT, 'bench/sync-results.md'), report(results))
}

/** 12 columns, three of them times and one JSON. */
async function makeTable(warehouse: WarehouseServer): Promise<void> {
  await warehouse.sql(`CREATE TABLE people AS SELECT range::DECIMAL(38,0) AS "ID", 'person' || range || '@example.com' AS "EMAIL",
    'First' || (range % 1000) AS "FIRST_NAME", 'Last' || (range % 5000) AS "LAST_NAME",
    (range % 90000 / 100)::DECIMAL(10,2) AS "LIFETIME_VALUE", (range % 50)::DECIMAL(38,0) AS "VISITS", range % 3 = 0 AS "VIP",
    DATE '1980-01-01' + (range % 9000)::INTEGER AS "BIRTHDAY", TIMESTAMP '2024-01-01' + range * INTERVAL '1 second' AS "CREATED_AT",
    TIMESTAMPTZ '2025-01-01 00:00:00+00' + range * INTERVAL '1 second' AS "LAST_SEEN", 'tier ' || (range % 4) AS "TIER",
    json_object('newsletter', range % 2 = 0, 'topics', [range % 7, range % 11]) AS "PREFERENCES" FROM range(${ROWS})`)
}

function activation(warehouse: WarehouseServer, url: string, store: string, method: string): string {
  return `source:
  account: ${warehouse.account}
  username: CIO_SYNC
  authentication: { method: password, password: { env: SNOWFLAKE_PASSWORD } }
  url: ${warehouse.url}
destination:
  credentials: { site_id: bench-site, api_key: bench-key }
  endpoints: { track_url: ${url} }
  delivery: { requests_per_second: 1000 }
state: { store: ${store} }
models:
  - name: people
    table: PEOPLE
    key: ID
    rule: { object: person, id_column: ID, email_column: EMAIL }
    changes: { method: ${method} }
`
}

/** An API that reads a body and accepts it. */
async function startApi(): Promise<{ url: string; stop: () => void }> {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const isCheck = request.url === '/api/v1/accounts/region'
      response.end(isCheck ? JSON.stringify({ url: here(), region: 'us', environment_id: 1 }) : '{}')
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const here = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: here(),
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function measure(name: string, config: string): Promise<Measured> {
  const summary = `${config}.json`
  const begun = performance.now()
  const child = spawn(
    process.execPath,
    [join(PROJECT, 'dist/cli.js'), 'sync', '--config', config, '--summary', summary],
    {
      env: { PATH: process.env['PATH'], NO_PROXY: '127.0.0.1', SNOWFLAKE_PASSWORD: 'stand-in-password' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  const said: string[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const usage = { peakMb: 0, cpuSeconds: 0 }
  const timer = setInterval(() => note(usage, child.pid ?? 0), 50)
  const code = await new Promise<number | null>((ended) => child.on('close', ended))
  clearInterval(timer)
  if (code !== 0) throw new Error(`${name} ended with ${String(code)}: ${said.join('')}`)
  const { rows, models } = JSON.parse(readFileSync(summary, 'utf8')) as {
    rows: { delivered: number }
    models: { people?: { rows: number } }
  }
  const seconds = (performance.now() - begun) / 1000
  return { name, seconds, ...usage, rows: models.people?.rows ?? rows.delivered, sent: rows.delivered }
}

/** Takes down the peak of a process's memory in MB (1e6 bytes), and its processor time so far. */
function note(usage: { peakMb: number; cpuSeconds: number }, pid: number): void {
  try {
    const peakKb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    usage.peakMb = Math.max(usage.peakMb, (peakKb * 1024) / 1e6)
    usage.cpuSeconds = Math.max(usage.cpuSeconds, (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND)
  } catch {
    // It has ended.
  }
}

function report(results: readonly Measured[]): string {
  const lines = results.map(
    ({ name, seconds, cpuSeconds, peakMb, rows, sent }) =>
      `| ${name} | ${rows.toLocaleString('en-US')} | ${sent.toLocaleString('en-US')} | ${seconds.toFixed(1)} | ` +
      `${Math.round(rows / seconds).toLocaleString('en-US')} | ${cpuSeconds.toFixed(1)} | ${Math.round(peakMb)} |`,
  )
  return `# \`sync\`, measured

${ROWS.toLocaleString('en-US')} rows of 12 columns (three times, one JSON), Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), load ${loadavg()[0]?.toFixed(1) ?? '?'}
at the end. The stand-in for Snowflake, an API that accepts everything and \`sync\` share the machine; the whole process counts, its
start included. One run each. In the run with 1 % changed, ${CHANGED.toLocaleString('en-US')} rows did.

| run | rows of the model | rows sent | seconds | rows/s | CPU s of sync | peak MB of sync |
|---|---:|---:|---:|---:|---:|---:|
${lines.join('\n')}

Again: \`npm run bench:sync\`.
`
}

void main()
