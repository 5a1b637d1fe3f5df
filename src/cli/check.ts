import { checkConnection } from '../app/check'
import { ConnectorError } from '../core/errors'
import { readFileFlags } from './arguments'
import type { Context } from './context'
import { protocolCommand, protocolPorts } from './protocol'

/**
 * `check`: prints one CONNECTION_STATUS. A configuration that does not work is FAILED with all its problems and exit
 * code 0, as the protocol defines it.
 */
export function check(context: Context): Promise<number> {
  return protocolCommand(context, async (output) => {
    const { config } = readFileFlags(context.args, ['config'])
    try {
      await checkConnection(protocolPorts(context, output), config)
    } catch (thrown) {
      if (!(thrown instanceof ConnectorError) || thrown.failureType === 'system_error') throw thrown
      output.connectionStatus('FAILED', thrown.message)
      return
    }
    output.connectionStatus('SUCCEEDED')
  })
}
