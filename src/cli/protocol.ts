import type { Output } from '../airbyte/output'
import type { Ports } from '../app/ports'
import { createPorts, type Context } from './context'
import { logProgress, showProgressBar } from './progress'

/** The ports of a command of the protocol. Progress is a LOG message, and a bar if a user runs the command in a terminal. */
export function protocolPorts(context: Context, output: Output): Ports & { readonly output: Output } {
  return createPorts(context, output, (work) => {
    const { stderr } = context
    const stopLog = logProgress(output, work)
    const stopBar = stderr.isTTY === true && work.total !== undefined ? showProgressBar(stderr, work) : undefined
    return () => {
      stopLog()
      stopBar?.()
    }
  })
}
