import { readFileSync } from 'node:fs'
import { specCommand } from '../airbyte/commands'
import type { ConnectorSpecification } from '../airbyte/messages'
import { shippedFile } from '../lib/version'
import type { Context } from './context'

/** `spec`: prints the connector specification, from which Airbyte draws its form. */
export function spec(context: Context): Promise<number> {
  return specCommand(
    context,
    () => JSON.parse(readFileSync(shippedFile('spec.json'), 'utf8')) as ConnectorSpecification,
  )
}
