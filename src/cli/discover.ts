import { toConnectorError } from '../core/errors'
import type { WorkspaceObjects } from '../mapping/workspace-objects'
import { discoverOperations } from '../mapping/objects/catalog'
import { fetchWorkspaceObjects, readConfig } from '../app/open-workspace'
import type { Context } from '../app/session'
import { protocolCommand, readFlags } from './protocol'

/**
 * `discover`: one DESTINATION_CATALOG with every operation; with an App API key also those of the workspace's object
 * types and manual segments. When these cannot be read, the static list and one warning.
 */
export function discover(context: Context): Promise<number> {
  return protocolCommand(context, async (session) => {
    const { config: path } = readFlags(session.args, ['config'])
    const config = await readConfig(session, path)
    let live: WorkspaceObjects | undefined
    try {
      live = await fetchWorkspaceObjects(session, config)
    } catch (thrown) {
      const { message } = toConnectorError(thrown)
      session.output.log('WARN', `The object types and segments of the workspace are not listed: ${message}`)
    }
    session.output.destinationCatalog({ operations: discoverOperations(live) })
  })
}
