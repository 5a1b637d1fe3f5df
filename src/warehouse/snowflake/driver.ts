import type * as Snowflake from 'snowflake-sdk'
import type { ConnectionOptions } from 'snowflake-sdk'
import { ConfigError } from '../../core/errors'
import { ACCOUNT_FORMS, readAccount, type Account } from './account'
import { readPrivateKey } from './private-key'
import { inspectResults } from './result-size'
import type { SnowflakeSource } from './source-config'
import { trimCharEnd } from '../../lib/trim'

export type Driver = typeof Snowflake

/** Receives the log of the driver. Its errors are thrown. */
type DriverLog = (message: string) => void

/**
 * Imports the driver, which takes half a second and 55 MB, and restricts it: by default it logs to stdout and to a file in the
 * working directory, probes addresses of cloud metadata, and evaluates text in VARIANT columns as code.
 */
export async function loadDriver(log: DriverLog): Promise<Driver> {
  // The driver reads these when it is imported. There are no options for them.
  Object.assign(process.env, {
    SNOWFLAKE_DISABLE_PLATFORM_DETECTION: 'true',
    SNOWFLAKE_DISABLE_MINICORE: '1',
    SF_TELEMETRY_DISABLE_CONNECTION_SHAPE: '1',
    ...proxyOfAllSchemes(process.env),
  })
  let driver: Driver
  try {
    driver = (await import('snowflake-sdk')).default
  } catch {
    throw new ConfigError(
      'The package snowflake-sdk is not installed: npm install snowflake-sdk. Among the images, the one built with --target full has it.',
    )
  }
  await inspectResults(log)
  const quiet = () => undefined
  driver.configure({
    logLevel: 'WARN',
    customLogger: { error: log, warn: log, info: quiet, debug: quiet, trace: quiet },
    jsonColumnVariantParser: (text: string) => text,
  })
  return driver
}

/** The driver does not read ALL_PROXY, which the requests to Customer.io follow: one variable must not reach one side only. */
function proxyOfAllSchemes(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const all = env['all_proxy'] ?? env['ALL_PROXY'] ?? ''
  const named = ['http_proxy', 'https_proxy'].filter((name) => !env[name] && !env[name.toUpperCase()])
  return all === '' ? {} : Object.fromEntries(named.map((name) => [name, all]))
}

/** The address of the account. */
export function addressOf({ url, account }: Pick<SnowflakeSource, 'url' | 'account'>): string {
  return trimCharEnd(url ?? accountOf(account).address, '/')
}

function accountOf(account: string): Account {
  const read = readAccount(account)
  // The configuration was validated with the same function.
  if (read === undefined) throw new ConfigError(`source.account: expected ${ACCOUNT_FORMS}; found '${account}'.`)
  return read
}

/** The options of a connection. ConfigError for an invalid private key. */
export function connectionOptions(source: SnowflakeSource): ConnectionOptions {
  return {
    account: accountOf(source.account).identifier,
    accessUrl: addressOf(source),
    ...defined({
      username: source.username,
      role: source.role,
      warehouse: source.warehouse,
      database: source.database,
      schema: source.schema,
    }),
    ...credentials(source),
    application: 'destination_customer_io',
    // By default, some NULLs are returned as the text NULL.
    representNullAsStringNull: false,
    sfRetryMaxLoginRetries: 1,
    clientSessionKeepAlive: true,
    resultPrefetch: 1,
    // Not in its types. By default it reads ten rows in each turn of the event loop.
    ...{ rowStreamHighWaterMark: 1000 },
    rowMode: 'array',
    fetchAsString: ['Number', 'Boolean', 'Buffer', 'JSON', 'Date'],
  }
}

function credentials({ authentication }: SnowflakeSource): ConnectionOptions {
  switch (authentication.method) {
    case 'key_pair':
      return {
        authenticator: 'SNOWFLAKE_JWT',
        privateKey: readPrivateKey(authentication.private_key.reveal(), authentication.passphrase?.reveal()),
      }
    case 'access_token':
      return { authenticator: 'PROGRAMMATIC_ACCESS_TOKEN', token: authentication.token.reveal() }
    case 'oauth':
      return { authenticator: 'OAUTH', token: authentication.token.reveal() }
    case 'password':
      return { authenticator: 'SNOWFLAKE', password: authentication.password.reveal() }
  }
}

function defined(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
