import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RowStatement } from 'snowflake-sdk'
import { ConfigError, TransientError, type ConnectorError } from '../../core/errors'
import type { RawValue } from '../column'
import type { RowBatches } from '../warehouse'
import { sizeOf } from './result-size'

export interface ReadOptions {
  /** Milliseconds without a row after which the result is opened again. */
  readonly stallMs: number
  /** Milliseconds after which it is opened again in any case: the URLs of its chunks expire. */
  readonly refreshMs: number
  /** Opens the result again. `attempt` counts from 1 and starts again with each row that arrives. */
  readonly reopen: (queryId: string, attempt: number) => Promise<RowStatement>
  readonly toError: (thrown: unknown) => ConnectorError
  readonly log: (message: string) => void
  /** Reading ends with an error when it aborts. */
  readonly signal: AbortSignal | undefined
}

const BATCH_ROWS = 1000
/** Attempts in a row without a row between them. A result that stays incomplete is given up earlier: waiting does not help. */
const MAX_ATTEMPTS = 6
const MAX_INCOMPLETE = 2
const FIRST_WAIT_MS = 500

/** The result ended, or a chunk of it, before the announced number of rows. */
class IncompleteResult extends TransientError {}

interface Progress {
  /** Rows read so far. */
  offset: number
  attempt: number
  incomplete: number
}

/**
 * Reads a result to its end. If reading fails, it opens the result again and continues after the last row. Rows are compared
 * with what the result announced: TransientError if it stays incomplete. No row after a gap is returned, so that every row
 * that is returned stands at its place in the result. (The driver recovers from expired URLs automatically, but fails if the
 * result has inline rows.)
 */
export async function* readBatches(first: RowStatement, options: ReadOptions): RowBatches {
  const queryId = first.getQueryId()
  const progress: Progress = { offset: 0, attempt: 0, incomplete: 0 }
  let statement: RowStatement | undefined = first
  for (;;) {
    try {
      statement ??= await options.reopen(queryId, progress.attempt)
      if (yield* readOnce(statement, progress, options)) return
    } catch (thrown) {
      const error = options.toError(thrown)
      if (error instanceof IncompleteResult && ++progress.incomplete > MAX_INCOMPLETE) throw error
      const isFinal = error instanceof ConfigError || options.signal?.aborted === true
      if (isFinal || ++progress.attempt > MAX_ATTEMPTS) throw error
      options.log(
        `Reading stopped at row ${progress.offset} of the result ${queryId} (${error.internal}); opening it again.`,
      )
      if (progress.attempt > 1) await pause(progress.attempt, options.signal)
    }
    statement = undefined
  }
}

/** Waits before another attempt, not after an abort. */
function pause(attempt: number, signal: AbortSignal | undefined): Promise<unknown> {
  return sleep(FIRST_WAIT_MS * 2 ** (attempt - 1), undefined, signal && { signal }).catch(() => undefined)
}

/** Reads one opening. Returns true at the end of the result, false if it should be opened again. */
async function* readOnce(
  statement: RowStatement,
  progress: Progress,
  { stallMs, refreshMs, signal }: ReadOptions,
): AsyncGenerator<readonly (readonly RawValue[])[], boolean, void> {
  const openedMs = Date.now()
  const stream = statement.streamRows({ start: progress.offset })
  const pull = createPull(stream, signal)
  try {
    for (;;) {
      const pulled = await pull(BATCH_ROWS, stallMs)
      const { total, wholeUntil } = sizeOf(statement)
      const batch = pulled.slice(0, Math.max(0, wholeUntil - progress.offset))
      if (batch.length > 0) {
        progress.attempt = 0
        progress.incomplete = 0
        progress.offset += batch.length
        yield batch
      }
      if (batch.length < pulled.length)
        throw incomplete(progress, total, 'a chunk does not have the announced number of rows')
      if (pulled.length === 0) {
        if (progress.offset < total) throw incomplete(progress, total, 'the result ended early')
        return true
      }
      if (Date.now() - openedMs > refreshMs) return false
    }
  } finally {
    stream.destroy()
  }
}

function incomplete({ offset }: Progress, total: number, why: string): IncompleteResult {
  return new IncompleteResult(
    `Snowflake sent ${offset} of ${total} rows of a result (${why}). Nothing after them was used. The next run reads the result from the start.`,
  )
}

/** Creates a function that takes up to `maxRows` rows of a stream: none at its end. It rejects if the stream fails or stalls. */
function createPull(
  stream: Readable,
  signal: AbortSignal | undefined,
): (maxRows: number, stallMs: number) => Promise<(readonly RawValue[])[]> {
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
  const onAbort = () => {
    failure ??= new TransientError(`The run was stopped (${String(signal?.reason)}) while it read a result.`)
    wake()
  }
  if (signal?.aborted === true) onAbort()
  else signal?.addEventListener('abort', onAbort, { once: true })
  stream.once('close', () => signal?.removeEventListener('abort', onAbort))
  const take = (maxRows: number) => {
    const rows: (readonly RawValue[])[] = []
    while (rows.length < maxRows) {
      const row = stream.read() as readonly RawValue[] | null
      if (row === null) break
      rows.push(row)
    }
    return rows
  }
  return async (maxRows, stallMs) => {
    for (;;) {
      const rows = take(maxRows)
      if (rows.length > 0) return rows
      // Checked only now: rows that arrived before the failure are valid.
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
