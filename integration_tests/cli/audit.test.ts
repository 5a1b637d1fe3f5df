import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AUDIT_CASES, AUDITED_PEOPLE, tableOf } from '../fixes/audit-cases'
import { openBench, SECRETS, type Bench } from '../harness/sync'
import type { Inspection } from '../../src/inspection/inspection'
import { audit } from '../../src/cli/audit'
import { preview } from '../../src/cli/preview'
import { createContext } from '../../src/airbyte/testing/context-factory'

let bench: Bench

beforeEach(async () => {
  bench = await openBench()
})

afterEach(() => bench.stop())

const RULE = AUDITED_PEOPLE

const make = (more: Readonly<Record<string, string>> = {}) => bench.warehouse.sql(tableOf(more))

async function run(command: typeof audit, ...args: readonly string[]) {
  const json = join(bench.folder, 'out.json')
  const context = createContext(
    ['--config', join(bench.folder, 'activation.yml'), '--model', 'people', '--json', json, ...args],
    { env: { ...SECRETS, NO_PROXY: '127.0.0.1' } },
  )
  const code = await command(context)
  const inspection = code <= 1 ? (JSON.parse(readFileSync(json, 'utf8')) as Inspection) : undefined
  return { code, ...context.written, inspection: inspection as Inspection }
}

const codesOf = ({ findings }: Inspection) => findings.map(({ code }) => code)

describe('audit', () => {
  it.each(Object.keys(AUDIT_CASES))('finds %s only in a model that has it', async (code) => {
    bench.activate(RULE)
    const [causes, not] = AUDIT_CASES[code]!
    await make(causes)
    expect(codesOf((await run(audit)).inspection)).toContain(code)
    await make(not)
    expect(codesOf((await run(audit)).inspection)).not.toContain(code)
  })

  it('reads no row: each statement is a known template and returns one row of figures', async () => {
    bench.activate(RULE)
    await make({ PLAN: `'pro'`, AT: `TIMESTAMP '2024-01-01 10:00:00'`, TAGS: `'["a"]'::JSON` })
    const before = bench.warehouse.statements.length
    const { code, stdout } = await run(audit)
    expect(code).toBe(0)
    const templates = bench.warehouse.statements.slice(before).map(({ template }) => template)
    expect(new Set(templates)).toEqual(
      new Set(['session', 'chunk_size', 'audit_figures', 'audit_emails', 'audit_zone']),
    )
    expect(stdout).toContain('90 rows in the model.')
  })

  it('reports the attribute of each column', async () => {
    bench.activate(RULE)
    await make({
      N: 'n',
      VIP: 'n = 0',
      DAY: `DATE '2024-01-01' + n::INTEGER`,
      TAGS: `'{"a":1}'::JSON`,
      PLAN: `CASE WHEN n < 9 THEN 'pro' END`,
    })
    const { inspection } = await run(audit)
    const columns = inspection.streams[0]!.columns
    expect(columns.map(({ attribute, role, from, to, nulls }) => ({ attribute, role, from, to, nulls }))).toMatchObject(
      [
        { attribute: null, role: 'identifies the person (id)' },
        { attribute: 'email', to: { text: 90 } },
        { attribute: 'n', to: { number: 90 } },
        { attribute: 'vip', to: { boolean: 90 } },
        { attribute: 'day', from: { timestamp: 90 }, to: { timestamp: 90 } },
        { attribute: 'tags', to: { JSON: 90 } },
        { attribute: 'plan', nulls: 81 },
      ],
    )
    expect(columns[4]).toMatchObject({ smallest: '2024-01-01T00:00:00Z', largest: '2024-03-30T00:00:00Z' })
  })

  it('finds a column whose nulls increased since the last audit', async () => {
    bench.activate(RULE)
    await make({ PLAN: `'pro'`, CITY: `'Rome'` })
    expect(codesOf((await run(audit)).inspection)).not.toContain('null_rate_jumped')
    await make({ PLAN: `CASE WHEN n < 45 THEN 'pro' END`, CITY: `CASE WHEN n < 80 THEN 'Rome' END` })
    const { inspection } = await run(audit)
    const jumped = inspection.findings.filter(({ code }) => code === 'null_rate_jumped')
    expect(jumped.map(({ subject }) => subject)).toEqual(['plan'])
  })

  it('compares the newest row with the cadence of the model', async () => {
    bench.activate(`${RULE}    cadence: { within: 2h, column: AT }\n`)
    await make({ AT: `TIMESTAMP '2024-01-01 10:00:00'` })
    expect(codesOf((await run(audit)).inspection)).toContain('newest_row_is_old')
    await make({ AT: `(now() AT TIME ZONE 'UTC')::TIMESTAMP` })
    expect(codesOf((await run(audit)).inspection)).not.toContain('newest_row_is_old')
  })

  it('inspects the ages and the key of events', async () => {
    bench.activate(`
  - name: people
    table: PEOPLE
    key: ID
    rule: { object: event, id_column: USER_ID, event_name: bought, event_id_columns: [ID], timestamp_column: AT }
`)
    await make({
      ID: 'n % 80',
      USER_ID: `'u' || n`,
      AT: `(now() AT TIME ZONE 'UTC')::TIMESTAMP - (n + 1) * INTERVAL '1 hour' + INTERVAL '1 minute'`,
    })
    const { inspection } = await run(audit)
    expect(inspection.streams[0]!.events).toMatchObject({ live: 72, stale: 18, future: 0, can_trigger: 72 })
    expect(codesOf(inspection)).toEqual(expect.arrayContaining(['repeated_event_keys', 'events_can_start_campaigns']))
  })

  it('suggests rules, writes the report, and names the models if the model is unknown', async () => {
    bench.activate(RULE)
    await make({ AT: `'2024-01-01 10:00:00'` })
    const report = join(bench.folder, 'audit.html')
    const { stdout } = await run(audit, '--suggest', '--report', report)
    expect(stdout).toContain(
      '{\n      "attribute": "at",\n      "type": "timestamp",\n      "null_handling": "skip"\n    }',
    )
    expect(readFileSync(report, 'utf8')).toContain('<h1>Audit of the model people</h1>')
    const wrong = createContext(['--config', join(bench.folder, 'activation.yml'), '--model', 'unknown'], {
      env: { ...SECRETS, NO_PROXY: '127.0.0.1' },
    })
    expect(await audit(wrong)).toBe(78)
    expect(wrong.written.stderr).toContain("has no model 'unknown'; it has people.")
  })

  it.each([
    [['--help'], 0, 'Usage'],
    [['--nonsense'], 78, 'audit --help'],
    [[], 78, 'Missing: --config FILE.'],
  ])('explains itself: %j', async (args, code, words) => {
    const context = createContext(args)
    expect(await audit(context)).toBe(code)
    expect(context.written.stdout + context.written.stderr).toContain(words)
  })

  it('rejects a --since file that is not an audit', async () => {
    bench.activate(RULE)
    await make()
    const since = join(bench.folder, 'other.json')
    writeFileSync(since, '[]')
    expect((await run(audit, '--since', since)).stderr).toContain('is not the JSON of an audit')
    expect((await run(audit, '--since', join(bench.folder, 'none.json'))).stderr).toContain('ENOENT')
  })
})

describe('preview of a model', () => {
  it('counts the rows of a first sync, and agrees with the audit on every column', async () => {
    bench.activate(RULE)
    await make({
      N: 'n',
      PLAN: `CASE WHEN n < 30 THEN 'pro' END`,
      AT: `TIMESTAMP '2024-01-01 10:00:00' + n * INTERVAL '1 day'`,
      TEXT_AT: `'2024-01-01'`,
      ID: `CASE WHEN n = 7 THEN NULL ELSE 'p' || n END`,
    })
    const previewed = await run(preview)
    const audited = await run(audit)
    const synced = await bench.sync()
    expect(previewed.code).toBe(0)
    expect(synced.stderr).toContain('90 rows read = 89 delivered + 0 skipped + 1 rejected')
    expect(previewed.inspection.rows).toEqual({ read: 90, delivered: 89, skipped: 0, rejected: 1 })
    expect(audited.inspection.rows).toEqual(previewed.inspection.rows)
    const facts = ({ streams }: Inspection) =>
      streams[0]!.columns.map(({ column, attribute, role, nulls, smallest }) => ({
        column,
        attribute,
        role,
        nulls,
        smallest,
      }))
    const rowless = new Set(['ID'])
    expect(facts(audited.inspection).filter(({ column }) => !rowless.has(column))).toEqual(
      facts(previewed.inspection).filter(({ column }) => !rowless.has(column)),
    )
    expect(codesOf(audited.inspection)).toEqual(expect.arrayContaining(['text_holds_times', 'time_without_zone']))
    expect(codesOf(previewed.inspection)).toEqual(expect.arrayContaining(['text_holds_times', 'time_without_zone']))
  })
})
