import { ConfigError } from '../core/errors'
import { dataReader, type Column, type Data } from './column'
import type { Warehouse } from './warehouse'

/** The columns of a relation. ConfigError if the warehouse refuses it, or if two of its columns have one name. */
export async function describeRelation(
  warehouse: Warehouse,
  relation: string,
  what: string,
): Promise<readonly Column[]> {
  const columns = await warehouse.describe(relation, what)
  const names = new Set<string>()
  for (const { name } of columns) {
    if (names.has(name))
      throw new ConfigError(`Two columns of ${what} have the name ${name}. Fix: give one of them another name.`)
    names.add(name)
  }
  return columns
}

/** All rows of a relation, or the first `limit`, as values. */
export async function* readRows(
  warehouse: Warehouse,
  relation: string,
  columns: readonly Column[],
  options: { readonly what: string; readonly limit?: number },
): AsyncGenerator<readonly Data[], void, void> {
  const read = dataReader(columns)
  for await (const batch of warehouse.readRows(relation, columns, options)) yield batch.map(read)
}
