import type { Connection, RowStatement } from 'snowflake-sdk'
import type { SnowflakeSource } from './source-config'
import { addressOf, connectionOptions, loadDriver, type Driver } from './driver'
import { loginError, queryError, unreachable, type Asker } from './server-errors'
import { boundMemory } from '../memory'
import type { RowBatches } from '../warehouse'
import { whyUnreachable } from './reachable'
import { readBatches } from './result-rows'
import { SESSION_SQL } from './model-sql'
import type { Cell, Column } from '../column'
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
  readonly rows: readonly (readonly Cell[])[]
  readonly queryId: string
}

export interface SessionOptions extends ConnectOptions {
  /** Milliseconds without a row after which a result is opened again. */
  readonly stallMs?: number
  /** Milliseconds after which a result is opened again in any case: its URLs are valid for 6 hours. */
  readonly refreshMs?: number
}

/** The share of the time to connect that finding out whether anything answers may take. */
const PREFLIGHT_SHARE = 0.5
/** No row for two minutes: a chunk of 48 MB at 400 kB/s. */
const STALL_MS = 120_000
const REFRESH_MS = 3_600_000

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
  const open = () => login(driver, source, options.queryTag, asker, deadlineMs)
  const session = new SnowflakeSession(await open(), open, asker, options)
  await session.prepare()
  return session
}

async function login(
  driver: Driver,
  source: SnowflakeSource,
  queryTag: string,
  asker: Asker,
  deadlineMs: number,
): Promise<Connection> {
  const connection = driver.createConnection(connectionOptions(source, queryTag))
  let timer: NodeJS.Timeout | undefined
  // The driver's own retries do not keep the process alive: without this timer it would end in the middle of them.
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(unreachable(asker, `no login within ${source.connect_seconds} s`)), deadlineMs)
  })
  try {
    // The promise of connectAsync is fulfilled for a refusal too.
    const loggedIn = new Promise<void>((resolve, reject) => {
      connection.connect((error) => {
        if (error) reject(error)
        else resolve()
      })
    })
    await Promise.race([loggedIn, late])
    return connection
  } catch (thrown) {
    throw loginError(thrown, asker)
  } finally {
    clearTimeout(timer)
  }
}

/** A session with Snowflake. Everything that comes out of it is text, whatever its type: `describe` says the types. */
export class SnowflakeSession {
  constructor(
    private connection: Connection,
    private readonly open: () => Promise<Connection>,
    private readonly asker: Asker,
    private readonly options: SessionOptions,
  ) {}

  /** Sets what the templates rely on: times in UTC; small chunks, where the account lets a session choose. */
  async prepare(): Promise<void> {
    await this.run({ sql: SESSION_SQL.timezone, what: 'the time zone of the session' })
    await this.run({ sql: SESSION_SQL.chunkSize, what: 'the size of chunks' }).catch((thrown: unknown) =>
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
    const rows: (readonly Cell[])[] = []
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

  async close(): Promise<void> {
    await new Promise<void>((done) => this.connection.destroy(() => done()))
  }

  private read(first: RowStatement, what: string): RowBatches {
    const { stallMs = STALL_MS, refreshMs = REFRESH_MS, log } = this.options
    return readBatches(first, {
      stallMs,
      refreshMs,
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
    const old = this.connection
    this.connection = await this.open()
    old.destroy(() => undefined)
    await this.prepare()
  }

  private execute(
    sql: string,
    binds: readonly (string | number | null)[],
    what: string,
    more: { readonly describeOnly?: boolean; readonly streamResult?: boolean },
  ): Promise<RowStatement> {
    return new Promise((resolve, reject) => {
      this.connection.execute({
        sqlText: sql,
        binds: binds,
        ...more,
        complete: (error, statement) => {
          if (error) reject(queryError(error, what, this.asker))
          else resolve(statement)
        },
      })
    })
  }

  private reopen(queryId: string, what: string): Promise<RowStatement> {
    return new Promise((resolve, reject) => {
      this.connection
        .getResultsFromQueryId({
          queryId,
          sqlText: '',
          streamResult: true,
          complete: (error, statement) => {
            if (error) reject(queryError(error, what, this.asker))
            else resolve(statement)
          },
        })
        .catch((thrown: unknown) => reject(queryError(thrown, what, this.asker)))
    })
  }
}
