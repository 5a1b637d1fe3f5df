import { ConfigError } from '../core/errors'
import { parsingReader, type RecordReader } from '../airbyte/fast-path/record-reader'
import { TemplateReader } from '../airbyte/fast-path/template-reader'

/** The environment variable that turns the fast path off (docs/performance.md). Only this file reads it. */
export const FAST_PATH_VARIABLE = 'CUSTOMER_IO_FAST_PATH'

/** The reader of a run: fast, or the reference reader if the user turned the fast path off. */
export function createRecordReader(env: Readonly<Record<string, string | undefined>>): RecordReader {
  switch (env[FAST_PATH_VARIABLE] ?? '') {
    case '':
    case 'on':
      return new TemplateReader()
    case 'off':
      return parsingReader
    default:
      throw new ConfigError(
        `The environment variable ${FAST_PATH_VARIABLE} has an unknown value. Fix: set it to on or off, or remove it.`,
      )
  }
}
