import { ConfigError } from '../../core/errors'
import type { Warehouse } from './connection'
import { describeSql, rowsSql } from './model-sql'
import { readerOf, type Cell, type Column } from './column-types'

export type Data = Readonly<Record<string, unknown>>

/**
 * The columns of what stands after FROM, without running it. `what` names it for messages. ConfigError where Snowflake
 * refuses it, or where two of its columns have one name.
 */
export async function describeRelation(
  warehouse: Warehouse,
  relation: string,
  what: string,
): Promise<readonly Column[]> {
  const columns = await warehouse.describe({ sql: describeSql(relation), what })
  const names = new Set<string>()
  for (const { name } of columns) {
    if (names.has(name)) throw new ConfigError(`Two columns of ${what} are called ${name}. Name one of them otherwise.`)
    names.add(name)
  }
  return columns
}

/** A function from the cells of `columns`, which begin at `from` in a row, to a row's data. */
export function dataReader(columns: readonly Column[], from = 0): (cells: readonly Cell[]) => Data {
  const readers = columns.map((column, index) => ({ name: column.name, at: index + from, read: readerOf(column) }))
  return (cells) => {
    const data: Record<string, unknown> = {}
    for (const { name, at, read } of readers) data[name] = read(cells[at] ?? null)
    return data
  }
}

/** All rows of a relation, or the first `limit`, in batches: times as ISO text, JSON parsed, numbers with every digit. */
export async function* readRows(
  warehouse: Warehouse,
  relation: string,
  columns: readonly Column[],
  options: { readonly what: string; readonly limit?: number },
): AsyncGenerator<readonly Data[], void, void> {
  const read = dataReader(columns)
  const sql = rowsSql(relation, columns, options.limit)
  for await (const batch of warehouse.stream({ sql, what: options.what })) yield batch.map(read)
}
