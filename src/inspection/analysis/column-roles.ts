import type { ColumnSchema } from '../../core/stream'
import type { StreamMapping } from '../../mapping/stream-mapping'

/** The use of a column in words; undefined if it is only an attribute, or unused. */
export function roleOf(column: string, { person, columns }: StreamMapping): string | undefined {
  const index = person.findIndex((one) => one.column === column)
  const kind = person[index]?.kind
  if (kind !== undefined) return index === 0 ? `identifies the person (${kind})` : `another identifier (${kind})`
  return [...columns].find(([, name]) => name === column)?.[0]
}

/** True for a timestamp that has no zone according to the schema. */
export function isWithoutZone(schema: ColumnSchema | undefined): boolean {
  return schema?.airbyte_type === 'timestamp_without_timezone'
}
