import { discoverCommand } from '../airbyte/commands'
import { discoverCatalog } from '../app/discover'
import type { Context } from './context'
import { protocolPorts } from './protocol'

/** `discover`: prints the objects and operations of the workspace. */
export function discover(context: Context): Promise<number> {
  return discoverCommand(context, ({ output, files }) => discoverCatalog(protocolPorts(context, output), files.config))
}
