import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RowStatement } from 'snowflake-sdk'
import { ConfigError, TransientError, type ConnectorError } from '../../core/errors'
import type { Cell } from '../column'
import type { RowBatches } from '../warehouse'

export interface ReadOptions {
  /** Milliseconds without a row after which the result is opened again. */
  readonly stallMs: number
  /** Milliseconds after which it is opened again in any case: the addresses of its chunks do not live for ever. */
  readonly refreshMs: number
  /** Opens the result again; `attempt` counts from 1 and starts anew with each row that comes. */
  readonly reopen: (queryId: string, attempt: number) => Promise<RowStatement>
  readonly toError: (thrown: unknown) => ConnectorError
  readonly log: (message: string) => void
}

const BATCH_ROWS = 1000
/** Attempts in a row, without a row between them. */
const MAX_ATTEMPTS = 6
const FIRST_WAIT_MS = 500

/**
 * Reads a result to its end, over as many openings as that takes: each goes on at the row where the one before ended.
 * The driver's own way out of expired addresses breaks when a result has inline rows.
 */
export async function* readBatches(first: RowStatement, options: ReadOptions): RowBatches {
  const queryId = first.getQueryId()
  const progress = { offset: 0, attempt: 0 }
  let statement: RowStatement | undefined = first
  for (;;) {
    try {
      statement ??= await options.reopen(queryId, progress.attempt)
      if (yield* readOnce(statement, progress, options)) return
    } catch (thrown) {
      const error = options.toError(thrown)
      if (error instanceof ConfigError || ++progress.attempt > MAX_ATTEMPTS) throw error
      options.log(
        `Reading broke off at row ${progress.offset} of the result ${queryId} (${error.internal}); opening it again.`,
      )
      if (progress.attempt > 1) await sleep(FIRST_WAIT_MS * 2 ** (progress.attempt - 1))
    }
    statement = undefined
  }
}

/** Reads one opening; true at the end of the result, false where it should be opened again. */
async function* readOnce(
  statement: RowStatement,
  progress: { offset: number; attempt: number },
  { stallMs, refreshMs }: ReadOptions,
): AsyncGenerator<readonly (readonly Cell[])[], boolean, void> {
  const openedMs = Date.now()
  const stream = statement.streamRows({ start: progress.offset })
  const pull = createPull(stream)
  try {
    for (;;) {
      const batch = await pull(BATCH_ROWS, stallMs)
      if (batch.length === 0) return true
      progress.attempt = 0
      progress.offset += batch.length
      yield batch
      if (Date.now() - openedMs > refreshMs) return false
    }
  } finally {
    stream.destroy()
  }
}

/** A function that takes up to so many rows of a stream: none at its end. Rejects when the stream fails or stalls. */
function createPull(stream: Readable): (maxRows: number, stallMs: number) => Promise<(readonly Cell[])[]> {
  let failure: Error | undefined
  let ended = false
  let wake: () => void = () => undefined
  stream
    .on('readable', () => wake())
    .on('end', () => {
      ended = true
      wake()
    })
    .on('error', (error: Error) => {
      failure = error
      wake()
    })
  const take = (maxRows: number) => {
    const rows: (readonly Cell[])[] = []
    while (rows.length < maxRows) {
      const row = stream.read() as readonly Cell[] | null
      if (row === null) break
      rows.push(row)
    }
    return rows
  }
  return async (maxRows, stallMs) => {
    for (;;) {
      const rows = take(maxRows)
      if (rows.length > 0) return rows
      // Looked at here, not when it happened: rows that came before it are good.
      if (failure !== undefined) throw failure
      if (ended) return []
      await new Promise<void>((resolve, reject) => {
        const late = () => reject(new TransientError(`Snowflake sent no row within ${stallMs / 1000} s.`))
        const timer = setTimeout(late, stallMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
}
