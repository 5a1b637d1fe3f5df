import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { FINDING_CODES } from '../../src/core/finding'
import type { Fix } from '../../src/core/fix'
import { REJECTION_CODES } from '../../src/core/outcome'
import { applyPatch } from '../../src/core/apply-patch'
import type { ColumnSchema } from '../../src/core/stream'
import { LosslessNumber } from '../../src/lib/json'
import { dryRunOf, optionsOf, type DryRunCase } from '../../src/app/testing/dry-run-factory'
import { FIXED, FIXED_ELSEWHERE, NOT_FIXED } from './cases'

let connection: DuckDBConnection
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect()
})
afterAll(() => connection.closeSync())

/** The rows of the case after its model was changed by a suggested SELECT. */
async function runSql(sql: string, { columns = {}, rows }: DryRunCase): Promise<DryRunCase['rows']> {
  const names = [...new Set([...Object.keys(columns), ...rows.flatMap((row) => Object.keys(row))])]
  const typed = names.map((name) => `"${name.replaceAll('"', '""')}" ${typeOf(columns[name])}`)
  await connection.run(`CREATE OR REPLACE TABLE MODEL (n INTEGER, ${typed.join(', ')})`)
  for (const [index, row] of rows.entries()) {
    const values = names.map((name) => (row[name] === undefined || row[name] === null ? 'NULL' : literal(row[name])))
    await connection.run(`INSERT INTO MODEL VALUES (${[index, ...values].join(', ')})`)
  }
  // Functions that DuckDB names otherwise.
  const translated = sql.replaceAll('OCTET_LENGTH(', 'strlen(')
  const result = await connection.runAndReadAll(`SELECT * FROM (${translated}) ORDER BY n`)
  return result.getRowObjectsJson().map((row) => {
    const { n: _, ...rest } = row as Record<string, unknown>
    return rest
  })
}

function typeOf(schema: ColumnSchema | undefined): string {
  if (schema?.type === 'number') return 'DOUBLE'
  if (schema?.format === 'date') return 'DATE'
  return 'VARCHAR'
}

function literal(value: unknown): string {
  if (typeof value === 'number') return String(value)
  const text =
    value instanceof LosslessNumber ? value.toString() : typeof value === 'string' ? value : JSON.stringify(value)
  return `'${text.replaceAll("'", "''")}'`
}

async function applyFix(fix: Fix, dryRunCase: DryRunCase): Promise<DryRunCase> {
  if (fix.kind === 'sql') return { ...dryRunCase, rows: await runSql(fix.sql, dryRunCase) }
  const { streams, credentials: _, ...config } = applyPatch(optionsOf(dryRunCase), fix.patch)
  const [rule] = streams as readonly Record<string, unknown>[]
  const { stream: __, ...ruleOptions } = rule!
  return { ...dryRunCase, config, rule: ruleOptions }
}

const idOf = ({ code, subject }: { code: string; subject: string | null }) => `${code} ${subject ?? ''}`
const codeOf = (name: string) => name.split(':')[0] as string

describe('fixes', () => {
  it('exist for every code, or the code is listed as one without a fix', () => {
    const codes = [...FINDING_CODES, ...REJECTION_CODES.map((code) => `rejected_${code}`)]
    const withFix = new Set([...Object.keys(FIXED).map(codeOf), ...FIXED_ELSEWHERE])
    const undecided = codes.filter((code) => !withFix.has(code) && !NOT_FIXED.includes(code))
    expect(undecided).toEqual([])
    expect(NOT_FIXED.filter((code) => withFix.has(code))).toEqual([])
  })

  it.each(Object.keys(FIXED))(
    '%s: the finding is gone, no other appears, and no deliverable row is lost',
    async (name) => {
      const before = FIXED[name]!
      const { findings, profiles } = await dryRunOf(before)
      const found = findings.filter(({ code, fix }) => code === codeOf(name) && fix !== null)
      expect(found).not.toEqual([])
      for (const { fix, ...finding } of found) {
        const after = await dryRunOf(await applyFix(fix!, before))
        const ids = after.findings.map(idOf)
        expect(ids).not.toContain(idOf(finding))
        const known = new Set(findings.map(idOf))
        expect(ids.filter((id) => !known.has(id))).toEqual([])
        expect(after.profiles[0]!.delivered).toBeGreaterThanOrEqual(profiles[0]!.delivered)
        expect(after.profiles[0]!.rejected.reduce((sum, { rows }) => sum + rows, 0)).toBeLessThanOrEqual(
          profiles[0]!.rejected.reduce((sum, { rows }) => sum + rows, 0),
        )
      }
    },
  )
})

describe('wrong fixes', () => {
  const TEXT = { type: 'string' }
  const fixesOf = async (dryRunCase: DryRunCase) =>
    (await dryRunOf(dryRunCase)).findings.map(({ code, fix }) => [code, fix])
  const rows = (count: number, of: (n: number) => Record<string, unknown>) =>
    Array.from({ length: count }, (_, n) => ({ id: `p${n}`, ...of(n) }))

  it('are not suggested where some values cannot be read: the model must fix a drifted type', async () => {
    const drifted = rows(40, (n) => ({ at: n < 39 ? '2024-05-01T10:00:00Z' : 'soon' }))
    expect(await fixesOf({ columns: { at: TEXT }, rows: drifted })).toContainEqual(['text_holds_times', null])
    const money = rows(40, () => ({ spent: '€233.12' }))
    const found = await fixesOf({ columns: { spent: { type: 'number' } }, rows: money })
    expect(found).toContainEqual(['rejected_invalid_value', null])
    expect(found.filter(([, fix]) => JSON.stringify(fix).includes('spent'))).toEqual([])
  })

  it('are not suggested for one invalid email address or one invalid time', async () => {
    const people = { object: 'person', id_column: 'id', email_column: 'email' }
    const mails = rows(3, (n) => ({ email: n === 0 ? 'nowhere' : `p${n}@example.com` }))
    expect(await fixesOf({ rule: people, rows: mails })).toContainEqual(['rejected_invalid_email', null])
  })

  it('are not suggested for a column that the stream rule leaves out', async () => {
    const rule = { object: 'person', id_column: 'id', columns: { exclude: ['UPDATED_AT'] } }
    const found = await fixesOf({
      rule,
      columns: { UPDATED_AT: TEXT, plan: TEXT },
      rows: rows(2, () => ({ plan: 'pro' })),
    })
    expect(found.map(([code]) => code)).not.toContain('columns_not_sent')
  })

  it('do not call numbers in text too large, with or without a rule for them', async () => {
    const zips = rows(30, (n) => ({ zip: n }))
    const rule = { attributes: [{ attribute: 'zip', type: 'string' }] }
    for (const config of [{}, rule]) {
      const found = await fixesOf({ columns: { zip: { type: ['string', 'number'] } }, rows: zips, config })
      expect(found.map(([code]) => code)).not.toContain('numbers_sent_as_text')
    }
  })

  it('do not report white space around an email address, which is trimmed', async () => {
    const people = { object: 'person', id_column: 'id', email_column: 'email' }
    const found = await fixesOf({ rule: people, rows: rows(2, (n) => ({ email: ` p${n}@example.com ` })) })
    expect(found.map(([code]) => code)).not.toContain('surrounding_space')
  })

  it('keep everyone without an email address where one address comes with two ids', async () => {
    const { findings } = await dryRunOf(FIXED['rejected_email_on_two_ids']!)
    const { fix } = findings.find(({ code }) => code === 'rejected_email_on_two_ids')!
    const after = await applyFix(fix!, FIXED['rejected_email_on_two_ids']!)
    expect(after.rows).toEqual([
      { id: '1', email: 'shared@example.com' },
      { id: '2', email: null },
      { id: '3', email: null },
      { id: '4', email: null },
      { id: '5', email: 'own@example.com' },
    ])
  })
})
