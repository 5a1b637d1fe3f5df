import { checkCommand } from '../airbyte/commands'
import { checkConnection } from '../app/check'
import type { Context } from './context'
import { protocolPorts } from './protocol'

/** `check`: prints whether the configuration works, with all its problems. */
export function check(context: Context): Promise<number> {
  return checkCommand(context, ({ output, files }) => checkConnection(protocolPorts(context, output), files.config))
}
