import { discoverCatalog } from '../app/discover'
import { readFileFlags } from './arguments'
import type { Context } from './context'
import { protocolCommand, protocolPorts } from './protocol'

/** `discover`: prints one DESTINATION_CATALOG. */
export function discover(context: Context): Promise<number> {
  return protocolCommand(context, async (output) => {
    const { config } = readFileFlags(context.args, ['config'])
    output.destinationCatalog(await discoverCatalog(protocolPorts(context, output), config))
  })
}
