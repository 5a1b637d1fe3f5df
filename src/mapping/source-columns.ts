import type { SourceStream } from '../core/stream'
import { NULL_WORDS } from '../core/value-patterns'
import { isBlank } from './objects/item-parts'

/** Columns that loaders add to tables and records, in any case: Airbyte, Fivetran, Stitch and dlt. */
const LOADER_COLUMN = /^_(airbyte|ab|fivetran|sdc|dlt)_/i
/** The deletion marker of CDC sources in Airbyte, as sources write it and as warehouses may. */
const CDC_MARKER = '_ab_cdc_deleted_at'
const NOT_DELETED: ReadonlySet<string> = new Set([...NULL_WORDS, 'false', 'f', 'no', 'n', '0'])
const DELETED = /^(true|t|yes|y|\d[\d:.,+TZ -]*)$/i

/** True for a column of the loader rather than of the user: it is not sent unless the rule names it. */
export function isLoaderColumn(column: string): boolean {
  return LOADER_COLUMN.test(column)
}

/** The columns that may mark a row as deleted where no rule names one. */
export function defaultMarkers({ columns }: SourceStream): readonly string[] {
  const declared = [...columns.keys()].filter((column) => column.toLowerCase() === CDC_MARKER)
  return declared.length > 0 ? declared : [CDC_MARKER, CDC_MARKER.toUpperCase()]
}

/** Whether a value marks its row as deleted; undefined where it is neither a time nor a flag. */
export function isDeletionMark(value: unknown): boolean | undefined {
  if (isBlank(value) || value === false || value === 0) return false
  if (value === true || typeof value === 'number') return true
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (NOT_DELETED.has(text.toLowerCase())) return false
  return DELETED.test(text) ? true : undefined
}
