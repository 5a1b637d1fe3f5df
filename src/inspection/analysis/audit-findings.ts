import type { StreamFinding } from './finding'

/** The results of an audit that are not part of the profile of the stream. */
export interface AuditFacts {
  /** The age of the newest row, and its limit, in seconds; undefined if the model has no cadence. */
  readonly cadence: { readonly column: string; readonly ageS: number | undefined; readonly withinS: number } | undefined
  /** Columns of timestamps without a zone, and the default time zone of the account. */
  readonly zoneless: readonly string[]
  readonly accountZone: string | undefined
  readonly configuredZone: string
  /** The number of rows with a complete event key, and of distinct keys. */
  readonly keys: { readonly whole: number; readonly distinct: number; readonly columns: readonly string[] } | undefined
  readonly rows: number
}

/** Findings that only figures of the warehouse bring. */
export function* findingsOfAudit({
  cadence,
  zoneless,
  accountZone,
  configuredZone,
  keys,
  rows,
}: AuditFacts): Iterable<StreamFinding> {
  if (cadence !== undefined && (cadence.ageS === undefined || cadence.ageS > cadence.withinS)) {
    const { column, ageS, withinS: limitS } = cadence
    yield { code: 'newest_row_is_old', severity: 'error', subject: column, rows: null, column, ageS, limitS }
  }
  if (zoneless.length > 0 && accountZone !== undefined && accountZone !== configuredZone) {
    yield {
      code: 'account_zone_differs',
      severity: 'warning',
      subject: zoneless.join(', '),
      rows: null,
      zone: configuredZone,
      otherZone: accountZone,
      change: { kind: 'option', path: ['time_zone'], value: accountZone },
      needsDecision: true,
    }
  }
  const subject = keys?.columns.join(', ') ?? null
  if (keys !== undefined && keys.whole > keys.distinct)
    yield { code: 'repeated_event_keys', severity: 'warning', subject, rows: keys.whole - keys.distinct }
  if (keys !== undefined && rows > keys.whole)
    yield { code: 'incomplete_event_keys', severity: 'error', subject, rows: rows - keys.whole }
}
