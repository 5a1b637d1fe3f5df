import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext } from '../../src/airbyte/testing/context-factory'
import { audit } from '../../src/cli/audit'
import { patchDocument, readDocument } from '../../src/config/document'
import type { Fix } from '../../src/core/fix'
import type { Finding } from '../../src/inspection/analysis/finding'
import type { Inspection } from '../../src/inspection/inspection'
import { openBench, SECRETS, type Bench } from '../harness/sync'
import { AUDIT_CASES, AUDITED_PEOPLE, tableOf } from './audit-cases'

let bench: Bench
let path: string

beforeEach(async () => {
  bench = await openBench()
  path = join(bench.folder, 'activation.yml')
})

afterEach(() => bench.stop())

/** Findings whose cause only the user knows, or whose cause the figures of an audit do not show. */
const NOT_FIXED = [
  'time_without_zone',
  'repeated_people',
  'identifiers_look_alike',
  'text_holds_local_dates',
  'rejected_reserved_cio_prefix',
]

/** `name` is that of the report: an audit that finds an earlier report there compares the shares of nulls with it. */
async function audited(name: 'before' | 'after' = 'before'): Promise<Inspection> {
  const json = join(bench.folder, `${name}.json`)
  const context = createContext(['--config', path, '--model', 'people', '--json', json], {
    env: { ...SECRETS, NO_PROXY: '127.0.0.1' },
  })
  expect(await audit(context)).toBeLessThanOrEqual(1)
  return JSON.parse(readFileSync(json, 'utf8')) as Inspection
}

async function applyFix(fix: Fix): Promise<void> {
  if (fix.kind === 'patch') {
    writeFileSync(path, patchDocument(readDocument(path, 'activation'), fix.patch).text)
    return
  }
  // Functions that DuckDB names otherwise.
  const sql = fix.sql.replaceAll('OCTET_LENGTH(', 'strlen(').replace(/ FROM MODEL( |$)/, ' FROM people$1')
  await bench.warehouse.sql(`CREATE OR REPLACE TABLE people AS ${sql}`)
}

const idOf = ({ code, subject }: Finding) => `${code} ${subject ?? ''}`

describe('fixes of an audit', () => {
  it.each(Object.keys(AUDIT_CASES).filter((code) => !NOT_FIXED.includes(code)))(
    '%s: the finding is gone, no other appears, and no deliverable row is lost',
    async (code) => {
      const [causes] = AUDIT_CASES[code]!
      bench.activate(AUDITED_PEOPLE)
      await bench.warehouse.sql(tableOf(causes))
      const before = await audited()
      const found = before.findings.filter((finding) => finding.code === code && finding.fix !== null)
      expect(found).toHaveLength(1)
      await applyFix(found[0]!.fix!)
      const after = await audited('after')
      const ids = after.findings.map(idOf)
      expect(ids).not.toContain(idOf(found[0]!))
      const known = new Set(before.findings.map(idOf))
      expect(ids.filter((id) => !known.has(id))).toEqual([])
      expect(after.rows.delivered).toBeGreaterThanOrEqual(before.rows.delivered)
      expect(after.rows.rejected).toBeLessThanOrEqual(before.rows.rejected)
    },
  )

  it.each(NOT_FIXED)('do not exist for %s', async (code) => {
    bench.activate(AUDITED_PEOPLE)
    await bench.warehouse.sql(tableOf(AUDIT_CASES[code]![0]))
    const { findings } = await audited()
    expect(findings.filter((finding) => finding.code === code).map(({ fix }) => fix)).toEqual([null])
  })
})
