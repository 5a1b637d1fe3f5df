import { columnNamesOf, type Row } from '../core/row'
import { streamLabel } from '../core/stream'
import type { MappingStats } from './mapping-stats'
import type { StreamMapping } from './stream-mapping'

/** Reports columns of a row that differ from those of the catalog or the rule only by case: they are other columns. */
export function noteOtherCase({ stream, person, columns }: StreamMapping, row: Row, stats: MappingStats): void {
  const expected = new Set([...person.map(({ column }) => column), ...columns.values(), ...stream.columns.keys()])
  const brought = new Set(columnNamesOf(row))
  const byLowerCase = new Map([...expected].map((column) => [column.toLowerCase(), column]))
  const pairs = [...brought].flatMap((column) => {
    const meant = byLowerCase.get(column.toLowerCase())
    return meant === undefined || expected.has(column) || brought.has(meant) ? [] : [`${column} for ${meant}`]
  })
  if (pairs.length === 0) return
  stats.noteOnce(
    'other_case',
    () =>
      `Rows of ${streamLabel(stream)} have columns that differ by case from the catalog or the stream rule: ${pairs.join(', ')}. ` +
      'They are other columns. Fix: refresh the schema of the source, and write the names of the rows in the rule.',
  )
}
