import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { preview } from '../src/cli/preview'
import { replay } from '../src/cli/replay'
import { createContext } from '../src/airbyte/testing/context-factory'
import { write } from '../src/cli/write'
import { openBench, SECRETS, type Bench } from './harness/sync'

// Every guard in every command that judges: the same input gets the same verdict and the same message, and nothing of what
// the guard concerns is sent.

const HOUR_MS = 3_600_000
/** Not near a full hour, in which a message rounds ages. */
const RECENT = new Date(Date.now() - 2.2 * HOUR_MS).toISOString().slice(0, 19)

type Row = Readonly<Record<string, string | null>>

interface GuardCase {
  readonly rule: Record<string, unknown>
  readonly options: Record<string, unknown>
  readonly rows: readonly Row[]
  readonly message: RegExp
  /** What the workspace must hold after a run that was stopped. */
  readonly people: number
}

const PERSON = { object: 'person', id_column: 'ID' }
const rows = (count: number, of: (n: number) => Row = () => ({})) =>
  Array.from({ length: count }, (_, n): Row => ({ ID: `p${n}`, PLAN: 'pro', AT: RECENT, ...of(n) }))

const GUARDS: Readonly<Record<string, GuardCase>> = {
  'guards.max_people': {
    rule: PERSON,
    options: { guards: { max_people: 2 } },
    rows: rows(4),
    message: /one run may write 2 people, and MODEL has more\./,
    people: 2,
  },
  'guards.max_rejected_percent': {
    rule: PERSON,
    options: {},
    rows: rows(5, () => ({ ID: ' ' })),
    message: /5 of 5 rows of MODEL are rejected, and at most 50 % may be\./,
    people: 0,
  },
  'guards.max_null_percent': {
    rule: PERSON,
    options: { null_handling: 'clear', guards: { max_null_percent: [{ attribute: 'plan', percent: 40 }] } },
    rows: rows(30, (n) => ({ PLAN: n % 2 === 0 ? null : 'pro' })),
    message: /plan is null in 15 of 30 rows of MODEL \(50 %\), and at most 40 % may be\./,
    // Those without a null.
    people: 15,
  },
  'guards.max_deletes': {
    rule: { ...PERSON, operation: 'delete' },
    options: { guards: { max_deletes: 5 } },
    rows: rows(8),
    message: /the input has 8 deletions, suppressions and merges \(MODEL: person delete 8\), and one run may send 5\./,
    people: 0,
  },
  'events.max_live_events': {
    rule: {
      object: 'event',
      id_column: 'ID',
      event_name_column: 'PLAN',
      event_id_columns: ['ID', 'PLAN'],
      timestamp_column: 'AT',
    },
    options: { events: { max_live_events: 10 } },
    rows: rows(12, (n) => ({ PLAN: n < 9 ? 'cart_updated' : 'order_placed' })),
    message:
      /MODEL has 12 events younger than 72 hours \(about 2 hours old; cart_updated 9, order_placed 3\), and one run may send 10\./,
    people: 0,
  },
}

let bench: Bench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.stop())

/** The message of the guard in what a command printed. */
function guardMessage(text: string): string {
  return /Stopped by (guards|events)\.[^\n"]*?(?=\\n|"|\n|$)/.exec(text)?.[0] ?? `no guard in: ${text.slice(-2000)}`
}

const file = (name: string, value: unknown) => {
  writeFileSync(join(bench.folder, name), typeof value === 'string' ? value : JSON.stringify(value))
  return join(bench.folder, name)
}

const TEXT = { type: 'string' }
const STREAM = {
  stream: { name: 'MODEL', json_schema: { properties: { ID: TEXT, PLAN: TEXT, AT: TEXT } } },
  sync_mode: 'full_refresh',
  destination_sync_mode: 'append',
}

const configFile = ({ rule, options }: GuardCase) =>
  file('config.json', {
    credentials: { site_id: 'sandbox-site', api_key: 'sandbox-key' },
    endpoints: { track_url: bench.sandbox.url },
    streams: [{ stream: 'MODEL', ...rule }],
    ...options,
  })

const messages = (data: readonly Row[]) => {
  const lines = data.map((row) => ({ type: 'RECORD', record: { stream: 'MODEL', emitted_at: 1, data: row } }))
  const state = { type: 'STATE', state: { type: 'STREAM', stream: { stream_descriptor: { name: 'MODEL' } }, id: 1 } }
  return [...lines, state].map((line) => `${JSON.stringify(line)}\n`).join('')
}

async function openModel({ rule, options, rows: data }: GuardCase, changes: string, store: string): Promise<void> {
  const literal = (value: string | null) => (value === null ? 'NULL' : `'${value}'`)
  const values = data.map(
    ({ ID, PLAN, AT }, n) => `(${n}, ${[ID, PLAN, AT].map((one) => literal(one ?? null)).join(', ')})`,
  )
  await bench.warehouse.sql(
    `CREATE TABLE model AS SELECT * FROM (VALUES ${values.join(', ')}) AS t("N", "ID", "PLAN", "AT")`,
  )
  const model = `  - { name: MODEL, table: MODEL, key: N, rule: ${JSON.stringify({ ...rule, columns: { exclude: ['N'] } })}, changes: ${changes} }`
  bench.activate(
    model,
    `state: { store: ${store} }`,
    Object.entries(options)
      .map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`)
      .join('\n'),
  )
}

const COMMANDS: Readonly<
  Record<string, (guard: GuardCase) => Promise<{ readonly message: string; readonly sends: boolean }>>
> = {
  async preview(guard) {
    const json = join(bench.folder, 'out.json')
    const args = [
      '--config',
      configFile(guard),
      '--catalog',
      file('catalog.json', { streams: [STREAM] }),
      '--json',
      json,
    ]
    const context = createContext(args, { stdin: messages(guard.rows) })
    expect(await preview(context)).toBe(1)
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
      verdict: 'would_stop',
      rows: { read: guard.rows.length },
    })
    return { message: guardMessage(readFileSync(json, 'utf8')), sends: false }
  },
  async 'preview --model'(guard) {
    await openModel(guard, '{ method: full }', 'local')
    const args = ['--config', join(bench.folder, 'activation.yml'), '--model', 'MODEL']
    const context = createContext(args, { env: { ...SECRETS, NO_PROXY: '127.0.0.1' } })
    expect(await preview(context)).toBe(1)
    return { message: guardMessage(context.written.stdout), sends: false }
  },
  async write(guard) {
    const args = ['--config', configFile(guard), '--catalog', file('catalog.json', { streams: [STREAM] })]
    const context = createContext(args, { stdin: messages(guard.rows) })
    expect(await write(context)).toBe(1)
    expect(context.written.stdout).not.toContain('"type":"STATE"')
    return { message: guardMessage(context.written.stdout), sends: true }
  },
  async replay(guard) {
    const record = (data: Row, index: number) =>
      `${JSON.stringify({ stream: 'MODEL', namespace: null, code: 'invalid_value', emitted_at: 1, data, ...(index === 0 ? { configured_stream: STREAM } : {}) })}\n`
    const rejected = file('rejected.jsonl', guard.rows.map(record).join(''))
    const context = createContext(['--config', configFile(guard), '--rejected', rejected])
    expect(await replay(context)).toBe(78)
    return { message: guardMessage(context.written.stderr), sends: true }
  },
  ...Object.fromEntries(
    ['local', 'warehouse'].flatMap((store) =>
      ['{ method: full }', '{ method: cursor, column: N, lag_seconds: 0 }', '{ method: diff }'].map((changes) => [
        `sync, ${store} state, changes ${changes}`,
        async (guard: GuardCase) => {
          await openModel(guard, changes, store)
          const first = await bench.sync()
          expect(first.code).toBe(78)
          // Nothing was acknowledged that would hide it: the same input stops again.
          const second = await bench.sync()
          expect(second.code).toBe(78)
          expect(guardMessage(second.stderr)).toBe(guardMessage(first.stderr))
          return { message: guardMessage(first.stderr), sends: true }
        },
      ]),
    ),
  ),
}

describe.each(Object.keys(GUARDS))('%s', (name) => {
  const guard = GUARDS[name]!

  it.each(Object.keys(COMMANDS))(
    'stops %s with the same message, and sends nothing that it concerns',
    async (command) => {
      const { message, sends } = await COMMANDS[command]!(guard)
      expect(message.startsWith(`Stopped by ${name}: `)).toBe(true)
      expect(message).toMatch(guard.message)
      expect(message.split('\n')).toHaveLength(1)
      const { people, events } = bench.sandbox.workspace
      expect(people.size).toBe(sends ? guard.people : 0)
      expect(events).toHaveLength(0)
    },
  )
})
