import { ConfigError, toConnectorError, TransientError, ConnectorError } from '../../core/errors'

/** Of the driver's errors, which it does not export as classes. */
interface DriverError {
  readonly name?: string
  readonly code?: string | number
  readonly message?: string
  readonly sqlState?: string
  readonly response?: { readonly status?: number; readonly statusCode?: number }
  readonly cause?: { readonly code?: string }
}

/** Who asked, for the messages. */
export interface Asker {
  readonly account: string
  readonly username: string | undefined
  readonly host: string
}

/** Connecting failed on the way: no name, no route, refused, cut off. */
const UNREACHABLE = '401001'
/** An answer with a status that is none of Snowflake's. */
const REFUSED = '401002'

export function unreachable({ account, host }: Asker, why: string): TransientError {
  return new TransientError(
    `The Snowflake account ${account} does not answer at ${host} (${why}). Check source.account (as in myorg-myaccount, ` +
      'without .snowflakecomputing.com), that this machine may reach the address, and HTTPS_PROXY if there is a proxy.',
  )
}

/** What went wrong while logging in, with what to do about it. */
export function loginError(thrown: unknown, asker: Asker): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown
  const error = thrown as DriverError
  const who = error.code === undefined ? '' : ` (Snowflake's code ${error.code})`
  const { account, username, host } = asker
  const user = username === undefined ? 'the user' : `the user ${username}`
  switch (String(error.code ?? '')) {
    case '390100':
      return new ConfigError(`The Snowflake account ${account} does not take the password of ${user}${who}.`)
    case '390144':
      return new ConfigError(
        `The Snowflake account ${account} does not take the key of ${user}${who}. Check that its public half is set ` +
          '(ALTER USER ... SET RSA_PUBLIC_KEY), that source.username is right, and the clock of this machine.',
      )
    case '394400':
    case '394401':
      return new ConfigError(
        `The Snowflake account ${account} does not take the access token${who}. Check that it has not expired, and that ` +
          'a network policy lets this machine in, which Snowflake wants of users of the type SERVICE.',
      )
    case '390303':
    case '390318':
      return new ConfigError(`The Snowflake account ${account} does not take the OAuth token${who}. Fetch a new one.`)
    case UNREACHABLE:
      return unreachable(asker, error.cause?.code ?? 'the connection failed')
    case REFUSED: {
      const status = error.response?.status ?? error.response?.statusCode
      if (status === 403 || status === 404)
        return new ConfigError(
          `${host} answers with status ${status}: there is no Snowflake account ${account}. Check source.account.`,
        )
      return unreachable(asker, `status ${status ?? 'unknown'}`)
    }
    case '':
      return notSnowflake(asker)
    default:
      return new ConfigError(`The Snowflake account ${account} refused ${user}: ${textOf(error)}${who}.`)
  }
}

/** What went wrong with a statement. `what` names it for the user. */
export function queryError(thrown: unknown, what: string, asker: Asker): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown
  const error = thrown as DriverError
  const code = String(error.code ?? '')
  if (code === UNREACHABLE || code === REFUSED) return unreachable(asker, `it failed during: ${what}`)
  if (thrown instanceof Error && error.code === undefined && error.sqlState === undefined) {
    return error.name === 'OperationFailedError' ? notSnowflake(asker) : toConnectorError(thrown)
  }
  const message = `Snowflake refuses ${what}: ${textOf(error)} (code ${code}).`
  // 42: syntax, names, rights. 02: it does not exist. 22: a value in the data (www.iso.org, SQLSTATE classes).
  return /^(42|02|22|0A)/.test(error.sqlState ?? '') || /^00[0-3]/.test(code)
    ? new ConfigError(message)
    : new TransientError(message)
}

function notSnowflake(asker: Asker): TransientError {
  return new TransientError(
    `Something else than the Snowflake account ${asker.account} answers at ${asker.host}: a proxy's page, perhaps. ` +
      'Check source.account and HTTPS_PROXY.',
  )
}

/** The server's message on one line; where it is about a value, without the value. */
function textOf({ message = 'no reason given', sqlState = '' }: DriverError): string {
  const line = message.replace(/\s+/g, ' ').trim().replace(/\.$/, '')
  return sqlState.startsWith('22') ? line.replace(/'[^']*'/g, "'***'") : line
}
