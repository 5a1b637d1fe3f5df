import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv, { type ValidateFunction } from 'ajv'
import { load } from 'js-yaml'

/**
 * Validates messages against the protocol's own schema (airbyte_protocol.yaml in CONTRACTS_DIR); undefined where that
 * folder is not named, so that a test can say that it is skipped.
 */
export function protocolValidator(): ((message: unknown) => readonly string[]) | undefined {
  const folder = process.env['CONTRACTS_DIR']
  if (folder === undefined || folder === '') return undefined
  const schema = load(readFileSync(join(folder, 'airbyte_protocol.yaml'), 'utf8')) as object
  const validate: ValidateFunction = new Ajv({ strict: false, validateFormats: false }).compile({
    ...schema,
    $ref: '#/definitions/AirbyteMessage',
  })
  return (message) => {
    validate(message)
    return (validate.errors ?? []).map(({ instancePath, message: text }) => `${instancePath} ${text ?? ''}`)
  }
}
