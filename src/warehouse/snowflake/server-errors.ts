import { ConfigError, toConnectorError, TransientError, ConnectorError } from '../../core/errors'
import { classify, ERROR_CODES, type Remedy } from './error-codes'
import { withoutValues } from './mask-message'

/** Fields of the driver's errors, which it does not export as classes. */
interface DriverError {
  readonly name?: string
  readonly code?: string | number
  readonly message?: string
  readonly sqlState?: string
  readonly response?: { readonly status?: number; readonly statusCode?: number }
  readonly cause?: { readonly code?: string }
}

/** Snowflake itself failed. The same statement can succeed at once. */
export class InternalSnowflakeError extends TransientError {}

/** The login, for messages. */
export interface Asker {
  readonly account: string
  readonly username: string | undefined
  readonly host: string
}

/** The connection failed: no name, no route, refused, closed. */
const UNREACHABLE = '401001'
/** A reply with an HTTP status that Snowflake does not use. */
const REFUSED = '401002'
const CHECK_ACCOUNT = 'Check source.account: myorg-myaccount, or a locator with its region such as xy12345.eu-central-1'

/** Nothing at the address of the account answers as it should. */
export function unreachable({ account, host }: Asker, why: string): TransientError {
  return new TransientError(
    `The Snowflake account ${account} does not answer at ${host} (${why}). ${CHECK_ACCOUNT}. Check that this machine may ` +
      'reach the address, and HTTPS_PROXY if there is a proxy.',
  )
}

/** A failed login as an error that says what to do. */
export function loginError(thrown: unknown, asker: Asker): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown
  const error = thrown as DriverError
  const { account, username, host } = asker
  const code = String(error.code ?? '')
  const transport = transportError(error, code, asker)
  if (transport !== undefined) return transport
  const status = code === REFUSED ? statusOf(error) : undefined
  if (status === 403 || status === 404)
    return new ConfigError(
      `${host} answers with status ${status}: there is no Snowflake account ${account}. ${CHECK_ACCOUNT}.`,
    )
  if (code === '') return notSnowflake(asker)
  const user = username === undefined ? 'the user' : `the user ${username}`
  const { remedy, known } = isMfa(error) ? knownAs('390197') : classify(code, error.sqlState ?? '')
  const reason = known === undefined ? `refused ${user}: ${textOf(error)}` : known.meaning.replace('%user', user)
  return create(
    remedy,
    `The Snowflake account ${account} ${reason}, with Snowflake's code ${code}.${known ? ` ${known.advice}` : ''}`,
  )
}

/** A failed statement as an error that says what to do. `what` names the statement. */
export function queryError(thrown: unknown, what: string, asker: Asker): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown
  const error = thrown as DriverError
  const code = String(error.code ?? '')
  if (code === UNREACHABLE || code === REFUSED) return unreachable(asker, `it failed during: ${what}`)
  if (thrown instanceof Error && error.code === undefined && error.sqlState === undefined) {
    return error.name === 'OperationFailedError' ? notSnowflake(asker) : toConnectorError(thrown)
  }
  const { remedy, known } = classify(code, error.sqlState ?? '')
  const explained = known === undefined ? '' : ` This means: ${known.meaning}. ${known.advice}`
  const message = `Snowflake refuses ${what}: ${textOf(error)} (code ${code}).${explained}`
  if (code === '000603' || error.sqlState?.startsWith('XX')) return new InternalSnowflakeError(message)
  return create(remedy, message)
}

/** A connection that failed, or a status that Snowflake answers for other reasons than the account. */
function transportError(error: DriverError, code: string, asker: Asker): TransientError | undefined {
  if (code === UNREACHABLE) return unreachable(asker, error.cause?.code ?? 'the connection failed')
  const status = statusOf(error)
  if (code !== REFUSED || status === 403 || status === 404) return undefined
  return unreachable(asker, `status ${status ?? 'unknown'}`)
}

function statusOf({ response }: DriverError): number | undefined {
  return response?.status ?? response?.statusCode
}

/** Snowflake asks for a second factor with several codes; its text always names it. */
function isMfa({ message = '' }: DriverError): boolean {
  return /multi-?factor|\bMFA\b/i.test(message)
}

function knownAs(code: string): ReturnType<typeof classify> {
  const known = ERROR_CODES[code]
  return known === undefined ? { remedy: 'change' } : { remedy: known.remedy, known }
}

function create(remedy: Remedy, message: string): ConnectorError {
  return remedy === 'change' ? new ConfigError(message) : new TransientError(message)
}

function notSnowflake(asker: Asker): TransientError {
  return new TransientError(
    `Something else than the Snowflake account ${asker.account} answers at ${asker.host}: a proxy's page, perhaps. ` +
      'Check source.account and HTTPS_PROXY.',
  )
}

/** The server's message on one line, without values of rows. */
function textOf({ message = 'no reason given', sqlState = '' }: DriverError): string {
  const line = message.replace(/\s+/g, ' ').trim().replace(/\.$/, '')
  return withoutValues(line, sqlState)
}
