import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv, { type ValidateFunction } from 'ajv'
import { parse } from 'yaml'

/** The member that contains the payload of each message that a destination writes. */
const PAYLOADS: ReadonlyMap<string, string> = new Map([
  ['STATE', 'state'],
  ['LOG', 'log'],
  ['SPEC', 'spec'],
  ['CONNECTION_STATUS', 'connectionStatus'],
  ['TRACE', 'trace'],
  ['DESTINATION_CATALOG', 'destination_catalog'],
])

/**
 * Validates messages against the schema of the protocol (airbyte_protocol.yaml in CONTRACTS_DIR); undefined without that
 * variable, so that a test can report that it is skipped.
 */
export function protocolValidator(): ((message: unknown) => readonly string[]) | undefined {
  const folder = process.env['CONTRACTS_DIR']
  if (folder === undefined || folder === '') return undefined
  const schema = parse(readFileSync(join(folder, 'airbyte_protocol.yaml'), 'utf8')) as object
  const validate: ValidateFunction = new Ajv({ strict: false, validateFormats: false }).compile({
    ...schema,
    $ref: '#/definitions/AirbyteMessage',
  })
  return (message) => {
    validate(message)
    const { type } = message as { readonly type?: string }
    const payload = PAYLOADS.get(type ?? '')
    // The schema does not require a payload, but Airbyte drops a message without one.
    if (payload !== undefined && !Object.hasOwn(message as object, payload))
      return [`${String(type)} without ${payload}`]
    return (validate.errors ?? []).map(({ instancePath, message: text }) => `${instancePath} ${text ?? ''}`)
  }
}
