import { readFile } from 'node:fs/promises'
import { ConfigError } from '../core/errors'
import { afterByteOrderMark, isUtf16 } from '../lib/unicode'

/** Reads a JSON file of the user or of Airbyte. ConfigError if it cannot be read or is not JSON. `what` names it. */
export async function readJsonFile(path: string, what: string): Promise<unknown> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (thrown) {
    throw new ConfigError(`The ${what} cannot be read from ${path}: ${errorCode(thrown)}.`)
  }
  if (isUtf16(bytes)) throw new ConfigError(`The ${what} in ${path} is UTF-16. Fix: save it as UTF-8.`)
  const text = bytes.toString('utf8', afterByteOrderMark(bytes))
  try {
    return JSON.parse(text) as unknown
  } catch (thrown) {
    // The message of the parser repeats the text around the error, which may be a secret.
    const where = /position \d+/.exec((thrown as Error).message)?.[0]
    throw new ConfigError(`The ${what} in ${path} is not JSON${where === undefined ? '' : ` (at ${where})`}.`)
  }
}

/** The code of an error of the file system, such as ENOENT. */
export function errorCode(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? 'error'
}
