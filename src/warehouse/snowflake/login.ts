import type { Connection } from 'snowflake-sdk'
import { TransientError } from '../../core/errors'
import { within } from '../../lib/deadline'
import { connectionOptions, type Driver } from './driver'
import { RequestScope } from './request-scope'
import { loginError, unreachable, type Asker } from './server-errors'
import type { ConnectOptions } from '../warehouse'
import type { SnowflakeSource } from './source-config'

/** How long a cancellation, the end of a session, or the last statements of a stopped run may take, in milliseconds each. */
export const CLOSING_MS = 3_000

/** A connection that is logged in, with its HTTP requests. */
export interface Login {
  readonly connection: Connection
  readonly requests: RequestScope
}

export async function logIn(
  driver: Driver,
  source: SnowflakeSource,
  { signal }: Pick<ConnectOptions, 'signal'>,
  asker: Asker,
): Promise<Login> {
  const connection = driver.createConnection(connectionOptions(source))
  const requests = new RequestScope()
  // The promise of connectAsync is fulfilled for a refusal too.
  const loggedIn = new Promise<void>((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(stopped('the login', signal)), { once: true })
    requests.run(() => connection.connect((error) => (error ? reject(error) : resolve())))
  })
  try {
    signal?.throwIfAborted()
    await within(source.connect_seconds * 1000, loggedIn, () =>
      unreachable(asker, `no login within ${source.connect_seconds} s`),
    )
    return { connection, requests }
  } catch (thrown) {
    requests.close()
    throw loginError(thrown, asker)
  }
}

/** Ends a session, and its connections whether Snowflake answers or not. */
export async function endSession({ connection, requests }: Login): Promise<void> {
  const ended = new Promise<void>((done) => requests.run(() => connection.destroy(() => done())))
  await within(CLOSING_MS, ended, tooLate).catch(() => undefined)
  requests.close()
}

export function tooLate(): Error {
  return new Error('too late')
}

/** A run that was stopped ended `what`. */
export function stopped(what: string, { reason }: AbortSignal): TransientError {
  return new TransientError(`The run was stopped (${String(reason)}): ${what} was canceled.`)
}
