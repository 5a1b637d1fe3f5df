import { ConnectorError, toConnectorError } from '../core/errors'
import { probeStorage } from '../rejected-rows/store'
import { connect, fetchWorkspaceObjects, readConfig } from '../app/open-workspace'
import type { Context, Session } from '../app/session'
import { protocolCommand, readFlags } from './protocol'

/**
 * `check`: does what `write` does at its start, minus the effect. Prints one CONNECTION_STATUS; a configuration that
 * does not work is FAILED with the whole list of problems, and exit code 0, as the protocol has it.
 */
export function check(context: Context): Promise<number> {
  return protocolCommand(context, async (session) => {
    const { config: path } = readFlags(session.args, ['config'])
    try {
      await tryEverything(session, path)
    } catch (thrown) {
      const error = toConnectorError(thrown)
      if (error.failureType === 'system_error' || !(thrown instanceof ConnectorError)) throw error
      session.output.connectionStatus('FAILED', error.message)
      return
    }
    session.output.connectionStatus('SUCCEEDED')
  })
}

async function tryEverything(session: Session, path: string): Promise<void> {
  const config = await readConfig(session, path)
  const region = await connect(session, config)
  session.output.log('INFO', `The credentials work; this workspace writes to ${region.trackUrl}.`)
  const live = await fetchWorkspaceObjects(session, config, region)
  if (live !== undefined) session.output.log('INFO', 'The App API key works.')
  const storage = config.object_storage_config
  await probeStorage(storage)
  if (storage.storage_type === 'None') {
    session.output.log(
      'INFO',
      'Rejected rows are counted and not stored: an incremental sync does not send such a row again. ' +
        'Set object_storage_config to keep them.',
    )
  }
}
