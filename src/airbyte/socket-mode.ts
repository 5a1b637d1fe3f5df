import { ConfigError } from '../core/errors'

/** ConfigError where the platform means to talk over sockets, which this destination never offered. */
export function refuseSockets(env: Readonly<Record<string, string | undefined>>): void {
  if (env['DATA_CHANNEL_MEDIUM'] !== 'SOCKET') return
  throw new ConfigError(
    'The platform asked for its socket mode (DATA_CHANNEL_MEDIUM=SOCKET). This destination reads standard input: ' +
      'remove connectorIPCOptions from its definition.',
  )
}
