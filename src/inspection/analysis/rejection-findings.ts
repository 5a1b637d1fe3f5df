import type { RejectionCode } from '../../core/outcome'
import { attributeRule, model, option, type FindingWithin, type Fix } from './finding'
import { count } from '../../lib/format'
import { quoted } from './quoted'
import type { ColumnProfile, RejectedProfile, StreamProfile } from './profile'

/** One finding for each reason and field for which rows of a stream are rejected. */
export function findingsOfRejections({ rejected, columns }: StreamProfile): readonly FindingWithin[] {
  return rejected.map((one) => ({
    code: `rejected_${one.code}`,
    severity: 'error',
    subject: one.field,
    rows: one.rows,
    message: `${count(one.rows)} ${one.rows === 1 ? 'row is' : 'rows are'} rejected. ${one.message} (docs/rejections.md#${one.code})`,
    fix: fixOf(one, columns),
  }))
}

const rule = (line: string): Fix => ({ where: 'the stream rule', line })
const columnsOfRule = (line: string): Fix => ({ where: 'columns of the stream rule', line })

/** What fixes the cause of a rejection; each code of docs/rejections.md has its line. */
function fixOf({ code, field }: RejectedProfile, columns: readonly ColumnProfile[]): Fix {
  const name = field ?? 'THE_COLUMN'
  const column = columns.find(({ attribute }) => attribute === field)?.column ?? name
  const fixes: Readonly<Record<RejectionCode, () => Fix>> = {
    missing_identifier: () => model(`WHERE ${quoted(column)} IS NOT NULL`),
    blank_identifier: () => model(`WHERE TRIM(${quoted(column)}) <> ''`),
    null_word_identifier: () => model(`NULLIF(LOWER(${quoted(column)}), 'null')`),
    identifier_too_long: () => model(`WHERE LENGTH(${quoted(column)}) <= 150`),
    invalid_identifier: () => rule(`"id_column": "A_COLUMN_OF_WHOLE_NUMBERS_OR_TEXT"`),
    invalid_email: () => option('the configuration', 'invalid_values', 'skip_attribute'),
    reserved_cio_prefix: () => rule(`"cio_id_column": ${JSON.stringify(column)}`),
    email_on_two_ids: () =>
      model(`QUALIFY ROW_NUMBER() OVER (PARTITION BY LOWER(${quoted(column)}) ORDER BY updated_at DESC) = 1`),
    invalid_value: () =>
      mendValue(
        name,
        columns.find(({ attribute }) => attribute === field),
      ),
    value_too_long: () => columnsOfRule(`"exclude": [${JSON.stringify(column)}]`),
    name_too_long: () => columnsOfRule(`"rename": [{"from": "THE_LONG_NAME", "to": "a_short_name"}]`),
    too_many_attributes: () => columnsOfRule(`"include": ["THE_COLUMNS", "THAT_YOU_USE"]`),
    too_deep: () => columnsOfRule(`"exclude": [${JSON.stringify(column)}]`),
    reserved_name: () =>
      columnsOfRule(`"rename": [${JSON.stringify({ from: column, to: `${name.replace(/^_+/, '')}_value` })}]`),
    duplicate_name: () => columnsOfRule(`"exclude": [${JSON.stringify(column)}]`),
    unknown_attribute: () => attributeRule(name, { type: 'any' }),
    item_too_large: () => columnsOfRule(`"exclude": ["THE_LARGEST_COLUMN"]`),
    missing_event_name: () => rule(`"event_name": "a_name_for_all_rows"`),
    event_name_too_long: () => rule(`"event_name": "a_name_for_all_rows"`),
    missing_event_id: () => rule(`"event_id_columns": ["COLUMNS", "THAT_ARE_NEVER_NULL"]`),
    missing_timestamp: () => option('events', 'missing_timestamp', 'use_emitted_at'),
    invalid_timestamp: () => rule(`"timestamp_column": "A_COLUMN_OF_TIMES"`),
    future_event: () => option('events', 'max_future_minutes', 1440),
    stale_event: () => option('events', 'stale', 'send'),
    duplicate_event_id: () => rule(`"event_id_columns": ["THE_KEY", "AND_WHAT_ELSE_TELLS_EVENTS_APART"]`),
    missing_field: () => rule(`"${name}_column": "A_COLUMN_THAT_IS_NEVER_NULL"`),
    invalid_field: () => rule(`"${name}_column": "A_COLUMN_WITH_ALLOWED_VALUES"`),
    refused_by_customer_io: () => option('the configuration', 'invalid_values', 'skip_attribute'),
  }
  return fixes[code]()
}

/** Where most values fit, the few are at fault; where none does, the declared type is. */
function mendValue(attribute: string, column: ColumnProfile | undefined): Fix {
  const fitting = Object.values(column?.to ?? {}).reduce((sum, rows) => sum + rows, 0)
  if (fitting > 0) return option('the configuration', 'invalid_values', 'skip_attribute')
  const [kind, ...others] = Object.keys(column?.from ?? {})
  const type = kind === 'number' ? 'number' : kind === 'boolean' ? 'boolean' : kind === 'JSON' ? 'json' : 'string'
  return attributeRule(attribute, { type: others.length > 0 ? 'string' : type })
}
