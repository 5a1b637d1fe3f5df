import { readFileSync } from 'node:fs'
import type { ConnectorSpecification } from '../airbyte/messages'
import { shippedFile } from '../lib/version'
import type { Context } from '../app/session'
import { protocolCommand } from './protocol'

/** Prints the connector specification: the form that Airbyte draws. */
export function spec(context: Context): Promise<number> {
  return protocolCommand(context, ({ output }) => {
    output.spec(JSON.parse(readFileSync(shippedFile('spec.json'), 'utf8')) as ConnectorSpecification)
    return Promise.resolve()
  })
}
