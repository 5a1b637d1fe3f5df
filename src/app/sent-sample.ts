import type { Config } from '../config/load'
import { ConfigError } from '../core/errors'
import { PeopleSample } from '../verification/expected-profile'
import { writeSentFile } from '../verification/verify-file'
import { errorCode } from '../airbyte/json-file'

/** The size of the sample of a run without a test cohort. */
const SAMPLE_SIZE = 1000

/** The people of the test cohort, or a sample of all people, with the attributes that a run sent. For `verify`. */
export interface SentSample {
  readonly onDelivered: (json: string) => void
  /** Writes the file. `startedMs` is the start of the run in unix milliseconds. ConfigError if it cannot be written. */
  save(startedMs: number): Promise<void>
}

/** undefined without a `path`. */
export function createSentSample(path: string | undefined, { test_cohort: cohort }: Config): SentSample | undefined {
  if (path === undefined) return undefined
  const sample = new PeopleSample(cohort.length > 0 ? Infinity : SAMPLE_SIZE)
  return {
    onDelivered: (json) => sample.take(json),
    async save(startedMs) {
      try {
        await writeSentFile(path, { startedMs, endedMs: Date.now(), people: sample.people })
      } catch (thrown) {
        throw new ConfigError(
          `Every row has an outcome, but the file for verify cannot be written to ${path}: ${errorCode(thrown)}.`,
        )
      }
    },
  }
}
