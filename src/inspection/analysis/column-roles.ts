import type { ColumnSchema } from '../../core/stream'
import type { StreamMapping } from '../../mapping/stream-mapping'

/** Why a column is read, in words; undefined for one that is only an attribute, or nothing. */
export function roleOf(column: string, { person, columns }: StreamMapping): string | undefined {
  const index = person.findIndex((one) => one.column === column)
  const kind = person[index]?.kind
  if (kind !== undefined) return index === 0 ? `identifies the person (${kind})` : `another identifier (${kind})`
  return [...columns].find(([, name]) => name === column)?.[0]
}

/** True for a timestamp of which the schema says that it carries no zone. */
export function isWithoutZone(schema: ColumnSchema | undefined): boolean {
  return schema?.airbyte_type === 'timestamp_without_timezone'
}
