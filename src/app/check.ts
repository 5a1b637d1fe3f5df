import { probeStorage } from '../rejected-rows/store'
import { connect, fetchWorkspaceObjects, readConfig } from './open-workspace'
import type { Ports } from './ports'

/**
 * Tries everything that `write` does at its start, without sending a row: the configuration, the credentials, the App
 * API key and the storage of rejected rows. ConfigError or TransientError for the first step that fails.
 */
export async function checkConnection(ports: Ports, configPath: string): Promise<void> {
  const { output } = ports
  const config = await readConfig(ports, configPath)
  const region = await connect(ports, config)
  output.log('INFO', `The credentials work; this workspace writes to ${region.trackUrl}.`)
  const objects = await fetchWorkspaceObjects(ports, config, region)
  if (objects !== undefined) output.log('INFO', 'The App API key works.')
  const storage = config.object_storage_config
  await probeStorage(storage)
  if (storage.storage_type === 'None') {
    output.log(
      'INFO',
      'Rejected rows are counted and not stored: an incremental sync does not send such a row again. ' +
        'Fix: set object_storage_config to store them.',
    )
  }
}
