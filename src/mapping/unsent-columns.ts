import { columnNamesOf, type Row } from '../core/row'
import { streamLabel } from '../core/stream'
import type { MappingStats } from './mapping-stats'
import { isLoaderColumn } from './source-columns'
import type { StreamMapping } from './stream-mapping'

/** Reports columns that the catalog or a row has and nothing reads, for an object that takes no attributes. */
export function noteUnsentColumns(mapping: StreamMapping, row: Row, stats: MappingStats): void {
  const { stream, person, columns, deleted, definition, primaryKey } = mapping
  const read = new Set([...person.map(({ column }) => column), ...columns.values(), ...deleted.columns, ...primaryKey])
  const all = new Set([...stream.columns.keys(), ...columnNamesOf(row)])
  const unsent = [...all].filter((column) => !read.has(column) && !isLoaderColumn(column))
  if (unsent.length === 0) return
  stats.noteOnce(
    'unsent_columns',
    () =>
      `Columns of ${streamLabel(stream)} are not sent, because a ${definition.name} has no attributes: ${unsent.join(', ')}.`,
  )
}
