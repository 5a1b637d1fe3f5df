import { count } from '../../lib/format'
import { model, type FindingWithin } from './finding'
import { quoted } from './quoted'

/** What an audit knows beyond the profile of the stream. */
export interface AuditFacts {
  /** Seconds that the newest row is old, and how old it may be; undefined where the model says no cadence. */
  readonly cadence: { readonly column: string; readonly ageS: number | undefined; readonly withinS: number } | undefined
  /** Columns of timestamps without a zone, and the zone that the account's sessions begin with. */
  readonly zoneless: readonly string[]
  readonly accountZone: string | undefined
  readonly configuredZone: string
  /** Rows with a whole event key, and different keys. */
  readonly keys: { readonly whole: number; readonly distinct: number; readonly columns: readonly string[] } | undefined
  readonly rows: number
}

/** Findings that only a look inside the warehouse brings. */
export function* findingsOfAudit({
  cadence,
  zoneless,
  accountZone,
  configuredZone,
  keys,
  rows,
}: AuditFacts): Iterable<FindingWithin> {
  if (cadence !== undefined && (cadence.ageS === undefined || cadence.ageS > cadence.withinS)) {
    const age = cadence.ageS === undefined ? 'has no time at all' : `is ${ageText(cadence.ageS)} old`
    yield {
      code: 'newest_row_is_old',
      severity: 'error',
      subject: cadence.column,
      rows: null,
      message: `The newest row by ${cadence.column} ${age}, and the model's cadence says at most ${ageText(cadence.withinS)}. What fills it has probably stopped.`,
      fix: model(`SELECT MAX(${quoted(cadence.column)}) FROM ...`),
    }
  }
  if (zoneless.length > 0 && accountZone !== undefined && accountZone !== configuredZone) {
    yield {
      code: 'account_zone_differs',
      severity: 'warning',
      subject: zoneless.join(', '),
      rows: null,
      message: `Columns without a zone are read in ${configuredZone}, and sessions of this account begin in ${accountZone}. If they were filled by CURRENT_TIMESTAMP, every time is hours off.`,
      fix: { where: 'destination', line: `time_zone: ${accountZone}` },
    }
  }
  if (keys !== undefined && keys.whole > keys.distinct) {
    yield {
      code: 'repeated_event_keys',
      severity: 'warning',
      subject: keys.columns.join(', '),
      rows: keys.whole - keys.distinct,
      message: `${count(keys.whole - keys.distinct)} rows share their event key with another one: those that say the same are skipped, the others rejected.`,
      fix: { where: 'the stream rule', line: '"event_id_columns": ["THE_KEY", "AND_WHAT_ELSE_TELLS_EVENTS_APART"]' },
    }
  }
  if (keys !== undefined && rows > keys.whole) {
    yield {
      code: 'incomplete_event_keys',
      severity: 'error',
      subject: keys.columns.join(', '),
      rows: rows - keys.whole,
      message: `${count(rows - keys.whole)} rows have a null in their event key: a second run could not know these events again.`,
      fix: { where: 'the stream rule', line: '"event_id_columns": ["COLUMNS", "THAT_ARE_NEVER_NULL"]' },
    }
  }
}

function ageText(seconds: number): string {
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} minutes`
  if (seconds < 2 * 86_400) return `${Math.round(seconds / 3600)} hours`
  return `${Math.round(seconds / 86_400)} days`
}
