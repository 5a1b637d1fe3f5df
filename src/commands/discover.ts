import { createAppClient } from '../customerio/app'
import { toConnectorError } from '../lib/errors'
import { discoverOperations, liveOperations } from '../mapping/objects/catalog'
import { connect, readConfig, userAgent } from './connect'
import type { Context } from './context'
import { protocolCommand, readFlags } from './protocol'

/**
 * `discover`: one DESTINATION_CATALOG with every operation; with an App API key also those of the workspace's object
 * types and manual segments. When these cannot be read, the static list and one warning.
 */
export function discover(context: Context): Promise<number> {
  return protocolCommand(context, async (session) => {
    const { config: path } = readFlags(session.args, ['config'])
    const config = await readConfig(session, path)
    const operations = [...discoverOperations()]
    const appKey = config.credentials.app_api_key
    if (appKey !== undefined) {
      try {
        const { appUrl } = await connect(session, config)
        const app = createAppClient({
          appApiKey: appKey.reveal(),
          appUrl,
          userAgent: userAgent(session),
          env: session.env,
        })
        operations.push(...liveOperations(await app.objectTypes(), await app.manualSegments()))
      } catch (thrown) {
        const { message } = toConnectorError(thrown)
        session.output.log('WARN', `The object types and segments of the workspace are not listed: ${message}`)
      }
    }
    session.output.destinationCatalog({ operations })
  })
}
