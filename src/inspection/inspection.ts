import type { Finding } from './analysis/finding'
import type { StreamProfile } from './analysis/profile'
import type { Suggestion } from './analysis/suggest'
import type { Comparison } from '../verification/compare-workspace'

/** What delivering would take. */
export interface Estimate {
  /** Requests, if the source brings rows faster than they leave. */
  readonly requests: number
  /** If more rows of one person meet while they wait, and if fewer do. */
  readonly requests_at_least: number
  readonly requests_at_most: number
  /** Bytes of the bodies. */
  readonly bytes: number
  /** Rows that leave together with another one of the same person. */
  readonly merged_rows: number
  readonly requests_per_second: number
  /** At that rate. */
  readonly minutes: number
}

/** What `preview` and `audit` found. It is the JSON that `--json` writes. */
export interface Inspection {
  readonly kind: 'preview' | 'audit'
  readonly version: string
  /** ISO 8601. */
  readonly made_at: string
  readonly seconds: number
  /** What was looked at: a file, stdin, or a model. */
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
