import type { Change } from '../../core/fix'
import type { RejectionCode } from '../../core/outcome'
import { attributeChange, type StreamFinding } from './finding'
import { filterRows, isNullWord, quoted, trimmed } from './model-sql'
import type { ColumnProfile, Kind, RejectedProfile, StreamProfile } from './profile'
import { oneIdPerEmail } from './stream-findings'
import { trimChar } from '../../lib/trim'

/** One finding for each combination of rejection code and field. */
export function findingsOfRejections(profile: StreamProfile): readonly StreamFinding[] {
  return profile.rejected.map((one) => ({
    code: `rejected_${one.code}`,
    severity: 'error',
    subject: one.field,
    rows: one.rows,
    rejection: one.message,
    ...fixOf(one, profile),
  }))
}

interface FixOfRejection {
  readonly sql?: string | undefined
  readonly change?: Change | undefined
  readonly needsDecision?: boolean
}

const NONE: FixOfRejection = {}

/** What a fix of a rejection may need to know. */
interface Rejected {
  readonly rows: number
  readonly field: string
  /** The column of the field; undefined where it is not known, or where several may be it. */
  readonly column: string | undefined
  readonly profile: StreamProfile
  readonly values: ColumnProfile | undefined
}

/**
 * What removes the cause and costs no row that is delivered today. Codes that are not listed have causes that only the
 * user knows.
 */
const FIXES: Partial<Readonly<Record<RejectionCode, (rejected: Rejected) => FixOfRejection>>> = {
  missing_identifier: ({ column }) => filter(column, (name) => `${quoted(name)} IS NOT NULL`),
  blank_identifier: ({ column }) => filter(column, (name) => `${quoted(name)} IS NULL OR ${trimmed(name)} <> ''`),
  null_word_identifier: ({ column }) =>
    filter(column, (name) => `${quoted(name)} IS NULL OR NOT (${isNullWord(name)})`),
  identifier_too_long: ({ column }) =>
    filter(column, (name) => `${quoted(name)} IS NULL OR OCTET_LENGTH(${quoted(name)}) <= 150`),
  reserved_cio_prefix: asCioId,
  email_on_two_ids: ({ column, profile: { identifier } }) =>
    column === undefined || identifier === null ? NONE : { sql: oneIdPerEmail(column, identifier) },
  invalid_value: readableType,
  // It cuts the texts of every attribute.
  value_too_long: ({ values }) =>
    values?.declared === 'string'
      ? { change: { kind: 'option', path: ['too_long'], value: 'truncate' }, needsDecision: true }
      : NONE,
  name_too_long: excludeColumn,
  reserved_name: renameColumn,
  unknown_attribute: ({ field, values, profile }) => ({
    change: attributeChange(field, profile.stream, { type: typeOf(values) }),
  }),
  missing_event_name: ({ column }) => filter(column, (name) => `${trimmed(name)} <> ''`),
  missing_timestamp: ({ column }) => filter(column, (name) => `${quoted(name)} IS NOT NULL`),
  missing_field: ({ column }) => filter(column, (name) => `${quoted(name)} IS NOT NULL`),
}

function fixOf({ code, field, rows, column: named }: RejectedProfile, profile: StreamProfile): FixOfRejection {
  if (field === null) return NONE
  const values = profile.columns.find(
    ({ attribute, column, role }) => column === named || attribute === field || column === field || role === field,
  )
  return FIXES[code]?.({ rows, field, column: values?.column ?? named ?? undefined, profile, values }) ?? NONE
}

function filter(column: string | undefined, condition: (column: string) => string): FixOfRejection {
  return column === undefined ? NONE : { sql: filterRows(condition(column)) }
}

/** A column in which every value begins with cio_ holds ids of Customer.io. */
function asCioId({ rows, column, profile, values }: Rejected): FixOfRejection {
  if (column === undefined || values === undefined || rows !== values.rows - values.nulls) return NONE
  const { stream, namespace } = profile
  const options = { cio_id_column: column, id_column: undefined }
  return { change: { kind: 'rule', rule: { stream, namespace }, options } }
}

/** A type that all values have. A value of another type must be fixed in the model. */
function readableType({ field, values, profile }: Rejected): FixOfRejection {
  if (values === undefined || values.by_rule) return NONE
  const { looks, from } = values
  const total = Object.values(from).reduce((sum, some) => sum + some, 0)
  const change = (rule: Readonly<Record<string, unknown>>) => ({ change: attributeChange(field, profile.stream, rule) })
  if (looks.epoch_milliseconds === total) return change({ type: 'timestamp', unit: 'milliseconds' })
  if (looks.local_dates === total && looks.local_unreadable === 0 && looks.day_first !== null) {
    const layout = looks.day_first ? ['d', 'M', 'yyyy'] : ['M', 'd', 'yyyy']
    return change({ type: 'timestamp', format: layout.join(looks.local_separator ?? '/') })
  }
  return NONE
}

function excludeColumn({ column, profile: { stream, namespace } }: Rejected): FixOfRejection {
  return column === undefined
    ? NONE
    : { change: { kind: 'rule_columns', rule: { stream, namespace }, list: 'exclude', item: column } }
}

function renameColumn({ field, column, profile: { stream, namespace, columns } }: Rejected): FixOfRejection {
  const to = `${trimChar(field, '_')}_value`
  if (column === undefined || to === '_value' || columns.some(({ attribute }) => attribute === to)) return NONE
  return { change: { kind: 'rule_columns', rule: { stream, namespace }, list: 'rename', item: { from: column, to } } }
}

function typeOf(values: ColumnProfile | undefined): string {
  const kinds = Object.keys(values?.from ?? {}) as Kind[]
  const [kind] = kinds
  if (kinds.length !== 1 || kind === undefined) return 'any'
  return { text: 'string', number: 'number', boolean: 'boolean', JSON: 'json', timestamp: 'timestamp' }[kind]
}
