import type { Config } from '../config/load'
import { ConfigError } from '../core/errors'
import type { BatchItem } from '../mapping/batch-item'
import { PeopleSample } from '../verification/expected-profile'
import { writeSentFile } from '../verification/verify-file'

/** People kept of a run without a test cohort: an even sample. */
const KEPT_PEOPLE = 1000

/** What a run sent of its test cohort, or of a sample of its people, for `verify`. */
export interface SentSample {
  readonly onDelivered: (item: BatchItem) => void
  /**
   * Writes the file. `startedMs`: when the run began, in unix milliseconds. ConfigError where it cannot be written, but of a
   * run that failed: what ended it is more to the point.
   */
  save(startedMs: number, hasFailed: boolean): Promise<void>
}

/** Undefined where nobody asked for a file. */
export function createSentSample(path: string | undefined, { test_cohort: cohort }: Config): SentSample | undefined {
  if (path === undefined) return undefined
  const sample = new PeopleSample(cohort.length > 0 ? Infinity : KEPT_PEOPLE)
  return {
    onDelivered: (item) => sample.take(item),
    async save(startedMs, hasFailed) {
      try {
        await writeSentFile(path, { startedMs, endedMs: Date.now(), people: sample.people })
      } catch (thrown) {
        if (hasFailed) return
        const { code = 'error' } = thrown as NodeJS.ErrnoException
        throw new ConfigError(`Every row was settled, but the file for verify cannot be written to ${path}: ${code}.`)
      }
    },
  }
}
