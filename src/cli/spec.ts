import { readFileSync } from 'node:fs'
import type { ConnectorSpecification } from '../airbyte/messages'
import { shippedFile } from '../lib/version'
import type { Context } from './context'
import { protocolCommand } from './protocol'

/** `spec`: prints the connector specification, from which Airbyte draws its form. */
export function spec(context: Context): Promise<number> {
  return protocolCommand(context, (output) => {
    output.spec(JSON.parse(readFileSync(shippedFile('spec.json'), 'utf8')) as ConnectorSpecification)
    return Promise.resolve()
  })
}
