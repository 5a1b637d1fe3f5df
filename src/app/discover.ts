import type { DestinationCatalog } from '../airbyte/messages'
import { toConnectorError } from '../core/errors'
import { discoverOperations } from '../mapping/objects/catalog'
import type { WorkspaceObjects } from '../mapping/workspace-objects'
import { fetchWorkspaceObjects, readConfig } from './open-workspace'
import type { Ports } from './ports'

/**
 * The catalog of all operations; with an App API key also those of the object types and manual segments of the workspace.
 * If these cannot be read, the static operations and one warning.
 */
export async function discoverCatalog(ports: Ports, configPath: string): Promise<DestinationCatalog> {
  const config = await readConfig(ports, configPath)
  let objects: WorkspaceObjects | undefined
  try {
    objects = await fetchWorkspaceObjects(ports, config)
  } catch (thrown) {
    const { message } = toConnectorError(thrown)
    ports.output.log('WARN', `The object types and segments of the workspace are not listed: ${message}`)
  }
  return { operations: discoverOperations(objects) }
}
