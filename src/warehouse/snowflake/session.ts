import { setTimeout as pause } from 'node:timers/promises'
import type { RowStatement } from 'snowflake-sdk'
import { TransientError } from '../../core/errors'
import { within } from '../../lib/deadline'
import type { SnowflakeSource } from './source-config'
import { addressOf, loadDriver } from './driver'
import { InternalSnowflakeError, queryError, unreachable, type Asker } from './server-errors'
import { CLOSING_MS, endSession, logIn, stopped, tooLate, type Login } from './login'
import { boundMemory } from '../memory'
import type { RowBatches } from '../warehouse'
import { whyUnreachable } from './reachable'
import { readBatches } from './result-rows'
import { CHUNK_SIZE_SQL, sessionSql } from './session-sql'
import type { RawValue, Column } from '../column'
import type { ConnectOptions } from '../warehouse'
import { columnOf } from './column-types'

/** One of the product's SQL templates, filled in. */
export interface Statement {
  readonly sql: string
  readonly binds?: readonly (string | number | null)[]
  /** What it is, for messages: `the query of the model people`. */
  readonly what: string
  /** Told how many rows a streamed result has, once it is there. */
  readonly onRows?: (total: number) => void
}

export interface StatementResult {
  readonly rows: readonly (readonly RawValue[])[]
  readonly queryId: string
}

export interface SessionOptions extends ConnectOptions {
  /** Milliseconds without a row after which a result is opened again. */
  readonly stallMs?: number
  /** Seconds after which Snowflake cancels a statement. */
  readonly statementTimeoutSeconds?: number
  /** The waits in milliseconds before a statement is sent again that failed inside Snowflake. */
  readonly repeatMs?: readonly number[]
  /** Milliseconds after which a result is opened again in any case: its URLs are valid for 6 hours. */
  readonly refreshMs?: number
}

/** The share of the time to connect that finding out whether anything answers may take. */
const PREFLIGHT_SHARE = 0.5
/** No row for two minutes: a chunk of 48 MB at 400 kB/s. */
const STALL_MS = 120_000
const REFRESH_MS = 3_600_000
/** Of a statement; the default of source.statement_timeout_seconds. */
const TIMEOUT_S = 14_400
const REPEAT_MS = [1_000, 4_000]
/** What keeps the state of rows that were delivered. Everything else is canceled when the run is stopped. */
const KEEPS_STATE = /^(?:MERGE|INSERT|UPDATE|DELETE|DROP|SELECT RUN_ID)\b/

/**
 * Logs in. ConfigError for what the user can fix, TransientError where the account does not answer within
 * `source.connect_seconds`; both name the account and what to try.
 */
export async function openSession(source: SnowflakeSource, options: SessionOptions): Promise<SnowflakeSession> {
  const asker: Asker = { account: source.account, username: source.username, host: new URL(addressOf(source)).host }
  const deadlineMs = source.connect_seconds * 1000
  const why = await whyUnreachable(addressOf(source), deadlineMs * PREFLIGHT_SHARE)
  if (why !== undefined) throw unreachable(asker, why)
  const driver = await loadDriver(options.log)
  const login = () => logIn(driver, source, options, asker)
  const session = new SnowflakeSession(await login(), login, asker, {
    ...(source.statement_timeout_seconds !== undefined && {
      statementTimeoutSeconds: source.statement_timeout_seconds,
    }),
    ...options,
  })
  try {
    await within(deadlineMs, session.prepare(), () =>
      unreachable(asker, `no session within ${source.connect_seconds} s`),
    )
    return session
  } catch (thrown) {
    await session.close()
    throw thrown
  }
}

/** A statement that the driver works on. */
interface Execution {
  readonly sql: string
  /** undefined for a result that is opened again: there is nothing to cancel. */
  statement: RowStatement | undefined
  readonly fail: (error: Error) => void
}

/** A session with Snowflake. Everything that comes out of it is text, whatever its type: `describe` says the types. */
export class SnowflakeSession {
  private readonly running = new Set<Execution>()
  private readonly cancellations: Promise<void>[] = []
  private readonly cancel = () => this.cancelRunning()

  constructor(
    private login: Login,
    private readonly open: () => Promise<Login>,
    private readonly asker: Asker,
    private readonly options: SessionOptions,
  ) {
    options.signal?.addEventListener('abort', this.cancel, { once: true })
  }

  /** Sets what the templates rely on, and small chunks if the account lets a session choose. */
  async prepare(): Promise<void> {
    const { queryTag, statementTimeoutSeconds = TIMEOUT_S } = this.options
    await this.run({ sql: sessionSql(queryTag, statementTimeoutSeconds), what: 'the settings of the session' })
    await this.run({ sql: CHUNK_SIZE_SQL, what: 'the size of chunks' }).catch((thrown: unknown) =>
      this.options.log((thrown as Error).message),
    )
  }

  /** The columns of a query, without running it. */
  async describe({ sql, what }: Statement): Promise<readonly Column[]> {
    const statement = await this.execute(sql, [], what, { describeOnly: true })
    return (statement.getColumns() ?? []).map((column) =>
      columnOf({
        name: column.getName(),
        type: column.getType(),
        precision: column.getPrecision(),
        scale: column.getScale(),
        nullable: column.isNullable(),
      }),
    )
  }

  /** Runs a statement whose result is small. */
  async run({ sql, binds = [], what }: Statement): Promise<StatementResult> {
    const statement = await this.execute(sql, binds, what, { streamResult: true })
    const rows: (readonly RawValue[])[] = []
    for await (const batch of this.read(statement, what)) rows.push(...batch)
    return { rows, queryId: statement.getQueryId() }
  }

  /**
   * Runs a statement and reads its rows in batches, with bounded memory. If reading fails, the result is opened again by its
   * query id, where reading stopped: Snowflake keeps results for 24 hours.
   */
  async *stream({ sql, binds = [], what, onRows }: Statement): RowBatches {
    const first = await this.execute(sql, binds, what, { streamResult: true })
    onRows?.(first.getNumRows())
    for await (const batch of this.read(first, what)) {
      boundMemory()
      yield batch
    }
  }

  /** Cancels what still runs, ends the session, and closes its connections, all within a few seconds. */
  async close(): Promise<void> {
    this.options.signal?.removeEventListener('abort', this.cancel)
    this.cancelRunning()
    await within(CLOSING_MS, Promise.all(this.cancellations), tooLate).catch(() => undefined)
    await endSession(this.login)
  }

  private cancelRunning(): void {
    const { signal } = this.options
    const isStopped = signal?.aborted === true
    for (const execution of this.running) {
      const { sql, statement, fail } = execution
      if (isStopped && KEEPS_STATE.test(sql)) continue
      this.running.delete(execution)
      if (statement !== undefined)
        this.cancellations.push(new Promise((done) => this.login.requests.run(() => statement.cancel(() => done()))))
      fail(isStopped ? stopped('a query', signal) : new TransientError('The session was closed during a query.'))
    }
  }

  private read(first: RowStatement, what: string): RowBatches {
    const { stallMs = STALL_MS, refreshMs = REFRESH_MS, log, signal } = this.options
    return readBatches(first, {
      stallMs,
      refreshMs,
      signal: KEEPS_STATE.test(first.getSqlText()) ? undefined : signal,
      reopen: async (queryId, attempt) => {
        // The session itself may have failed.
        if (attempt > 1) await this.reconnect()
        return this.reopen(queryId, what)
      },
      toError: (thrown) => queryError(thrown, what, this.asker),
      log,
    })
  }

  private async reconnect(): Promise<void> {
    const old = this.login
    this.login = await this.open()
    void endSession(old)
    await this.prepare()
  }

  private execute(
    sql: string,
    binds: readonly (string | number | null)[],
    what: string,
    more: { readonly describeOnly?: boolean; readonly streamResult?: boolean },
  ): Promise<RowStatement> {
    const isKeeping = KEEPS_STATE.test(sql)
    const { signal } = this.options
    if (signal?.aborted === true && !isKeeping) return Promise.reject(stopped(what, signal))
    const executed = this.repeated(() =>
      this.track(sql, what, (complete) => this.login.connection.execute({ sqlText: sql, binds, ...more, complete })),
    )
    return isKeeping && signal !== undefined ? this.finishSoon(executed, what, signal) : executed
  }

  private reopen(queryId: string, what: string): Promise<RowStatement> {
    return this.track('', what, (complete, fail) => {
      const { connection } = this.login
      connection.getResultsFromQueryId({ queryId, sqlText: '', streamResult: true, complete }).catch(fail)
      return undefined
    })
  }

  /** Repeats a statement that failed inside Snowflake: every template can be repeated. */
  private async repeated<T>(start: () => Promise<T>): Promise<T> {
    const { signal, repeatMs = REPEAT_MS } = this.options
    for (let attempt = 1; ; attempt++) {
      try {
        return await start()
      } catch (thrown) {
        if (!(thrown instanceof InternalSnowflakeError) || attempt > repeatMs.length || signal?.aborted) throw thrown
        await pause(repeatMs[attempt - 1], undefined, signal && { signal }).catch(() => undefined)
      }
    }
  }

  /** Starts a statement, and fails when it is canceled. */
  private track(
    sql: string,
    what: string,
    start: (complete: Complete, fail: (thrown: unknown) => void) => RowStatement | undefined,
  ): Promise<RowStatement> {
    return new Promise((resolve, reject) => {
      const execution: Execution = { sql, statement: undefined, fail: reject }
      this.running.add(execution)
      const fail = (thrown: unknown) => {
        this.running.delete(execution)
        reject(queryError(thrown, what, this.asker))
      }
      const complete: Complete = (error, statement) => {
        this.running.delete(execution)
        if (error) fail(error)
        else resolve(statement)
      }
      execution.statement = this.login.requests.run(() => start(complete, fail))
    })
  }

  /** After a signal, what keeps the state may take a few seconds more. */
  private async finishSoon<T>(work: Promise<T>, what: string, signal: AbortSignal): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    let listen: (() => void) | undefined
    const late = new Promise<never>((_, reject) => {
      listen = () => (timer = setTimeout(() => reject(stopped(what, signal)), CLOSING_MS))
      if (signal.aborted) listen()
      else signal.addEventListener('abort', listen, { once: true })
    })
    try {
      return await Promise.race([work, late])
    } finally {
      clearTimeout(timer)
      if (listen !== undefined) signal.removeEventListener('abort', listen)
    }
  }
}

type Complete = (error: Error | undefined, statement: RowStatement) => void
