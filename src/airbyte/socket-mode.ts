import { ConfigError } from '../core/errors'

/** Throws ConfigError if Airbyte selected its socket mode, which this destination does not support. */
export function refuseSockets(env: Readonly<Record<string, string | undefined>>): void {
  if (env['DATA_CHANNEL_MEDIUM'] !== 'SOCKET') return
  throw new ConfigError(
    'Airbyte selected its socket mode (DATA_CHANNEL_MEDIUM=SOCKET), and this destination reads standard input. ' +
      'Fix: remove connectorIPCOptions from the definition of the connector.',
  )
}
