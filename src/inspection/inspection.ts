import type { Finding } from './analysis/finding'
import type { StreamProfile } from './analysis/profile'
import type { Suggestion } from './analysis/suggest'
import type { Comparison } from '../verification/compare-workspace'

/** An estimate of the delivery. */
export interface Estimate {
  /** Requests, if the source is faster than the delivery. */
  readonly requests: number
  /** If more or fewer rows of one person are merged while they wait. */
  readonly requests_at_least: number
  readonly requests_at_most: number
  /** Bytes of the request bodies. */
  readonly bytes: number
  /** Rows that are merged with another row of the same person. */
  readonly merged_rows: number
  readonly requests_per_second: number
  /** The duration at that rate. */
  readonly minutes: number
}

/** The result of `preview` and `audit`, and the JSON that `--json` writes. */
export interface Inspection {
  readonly kind: 'preview' | 'audit'
  readonly version: string
  /** ISO 8601. */
  readonly made_at: string
  readonly seconds: number
  /** What was inspected: a file, stdin, or a model. */
  readonly source: string
  readonly verdict: 'would_run' | 'would_stop'
  readonly stopped_by: string | null
  readonly rows: {
    readonly read: number
    readonly delivered: number
    readonly skipped: number
    readonly rejected: number
  }
  readonly estimate: Estimate | null
  readonly test_cohort: number
  readonly findings: readonly Finding[]
  readonly streams: readonly StreamProfile[]
  readonly comparison: Comparison | null
  readonly suggestion: Suggestion | null
}
