import type { Config } from '../config/load'
import { ConfigError } from '../lib/errors'
import type { Entry } from '../mapping/entry'
import { PeopleSample } from '../readback/expected'
import { writeSentFile } from '../readback/verify-file'

/** People kept of a run without a test cohort: an even sample. */
const KEPT_PEOPLE = 1000

/** What a run sent of its test cohort, or of a sample of its people, for `verify`. */
export interface SentKeeper {
  readonly onDelivered: (entry: Entry) => void
  /**
   * Writes the file. `startedMs`: when the run began, in unix milliseconds. ConfigError where it cannot be written, but of a
   * run that failed: what ended it is more to the point.
   */
  save(startedMs: number, hasFailed: boolean): Promise<void>
}

/** Undefined where nobody asked for a file. */
export function createSentKeeper(path: string | undefined, { test_cohort: cohort }: Config): SentKeeper | undefined {
  if (path === undefined) return undefined
  const sample = new PeopleSample(cohort.length > 0 ? Infinity : KEPT_PEOPLE)
  return {
    onDelivered: (entry) => sample.take(entry),
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
