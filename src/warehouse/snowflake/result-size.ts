import type { RowStatement } from 'snowflake-sdk'

/** Internals of the driver: its result of a statement (dist/lib/connection/result/result.js). */
interface DriverResult {
  readonly _statement: RowStatement
  readonly _chunks: readonly DriverChunk[]
  getTotalRows(): number
  findOverlappingChunks: (this: DriverResult, start: number, end: number) => readonly DriverChunk[]
}

/** A part of a result: rows in the reply itself, or a file (chunk.js). */
interface DriverChunk {
  getStartIndex(): number
  getEndIndex(): number
  getRows: (this: DriverChunk) => readonly unknown[] | undefined
}

interface ResultModule {
  readonly prototype: DriverResult
}

/** What a result announced, and where it turned out to be incomplete. */
export interface ResultSize {
  /** Rows that the server announced. */
  readonly total: number
  /** The index of the first row that may be wrong; infinite while every chunk was whole. */
  wholeUntil: number
}

const sizes = new WeakMap<RowStatement, ResultSize>()
const INSPECTED = Symbol('inspected')

/** Replaces a missing row, so that the driver, which expects a row, does not throw outside of every try block. */
const MISSING_ROW = { getColumnValue: () => null, getColumnValueAsString: () => null }

const PATH = 'snowflake-sdk/dist/lib/connection/result/result.js'

/**
 * Makes the driver compare what each chunk holds with what was announced. By default it takes a chunk of 900 rows instead of
 * 1,000 as complete, and a result that announces 500 rows and has 10.
 */
export async function inspectResults(log: (message: string) => void): Promise<void> {
  let prototype: DriverResult & { [INSPECTED]?: true }
  try {
    // The driver has no public way to the announced total, nor to the size of a chunk.
    prototype = ((await import(PATH)) as { readonly default: ResultModule }).default.prototype
  } catch {
    log(`This version of snowflake-sdk has no ${PATH}: a chunk that is too short is not detected, a result still is.`)
    return
  }
  if (prototype[INSPECTED] === true) return
  prototype[INSPECTED] = true
  const { findOverlappingChunks } = prototype
  prototype.findOverlappingChunks = function (start, end) {
    const size: ResultSize = { total: this.getTotalRows(), wholeUntil: Infinity }
    sizes.set(this._statement, size)
    for (const chunk of this._chunks) inspectChunk(chunk, size)
    // After its last chunk the driver throws outside of every try block. An empty list ends the stream.
    const last = this._chunks[this._chunks.length - 1]
    return last === undefined || start > last.getEndIndex() ? [] : findOverlappingChunks.call(this, start, end)
  }
}

/** The size of a result whose rows are being read. */
export function sizeOf(statement: RowStatement): ResultSize {
  return sizes.get(statement) ?? { total: statement.getNumRows(), wholeUntil: Infinity }
}

function inspectChunk(chunk: DriverChunk, size: ResultSize): void {
  const whole = Object.getPrototypeOf(chunk) as DriverChunk
  chunk.getRows = function () {
    const rows = rowsOf(this, whole)
    const first = this.getStartIndex()
    const expected = this.getEndIndex() - first + 1
    if (rows.length === expected) return rows
    size.wholeUntil = Math.min(size.wholeUntil, first)
    return Array.from({ length: expected }, (_, index) => rows[index] ?? MISSING_ROW)
  }
}

/** No rows for a chunk that is not JSON: its text was cut off. */
function rowsOf(chunk: DriverChunk, { getRows }: DriverChunk): readonly unknown[] {
  try {
    return getRows.call(chunk) ?? []
  } catch {
    return []
  }
}
