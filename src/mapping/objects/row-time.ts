import type { Expected } from '../../core/expected'
import { compileMoment, type TimeOptions } from '../coerce-times'
import type { BuildResult, MappingFacts, RuleOption } from './definition'
import { reject } from './item-parts'
import type { TimeUnit } from '../value-type'

/** Options of a rule that say how the time of a row is written, for objects that have one. */
export const TIME_OPTIONS: readonly RuleOption[] = [
  {
    name: 'timestamp_unit',
    schema: {
      type: 'string',
      enum: ['seconds', 'milliseconds', 'microseconds'],
      title: 'Unit of the time',
      description: 'The unit of your time column if it contains numbers. If you omit it, numbers are unix seconds.',
      examples: ['milliseconds'],
    },
  },
  {
    name: 'timestamp_format',
    schema: {
      type: 'string',
      minLength: 1,
      title: 'Format of the time',
      description:
        'The format of your time column if it contains text that is not ISO 8601, such as dd/MM/yyyy HH:mm (luxon tokens).',
      examples: ['dd/MM/yyyy HH:mm'],
    },
  },
]

/** Makes the function that reads a time of a row in unix seconds; or why it is not one. */
export function compileRowTime(
  { rule }: Pick<MappingFacts, 'rule'>,
  timeZone: string,
  field: string,
): (value: unknown) => number | BuildResult {
  const options: TimeOptions = {
    unit: rule['timestamp_unit'] as TimeUnit | undefined,
    format: rule['timestamp_format'] as string | undefined,
    timeZone,
  }
  const read = compileMoment(options)
  const expected: Expected = {
    type: 'timestamp',
    unit: options.unit ?? 'unix seconds',
    ...(options.format === undefined ? {} : { format: options.format }),
  }
  const invalid = reject('invalid_timestamp', field, { expected })
  return (value) => read(value) ?? invalid
}
