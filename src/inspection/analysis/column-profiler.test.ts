import { ColumnProfiler } from './column-profiler'
import type { ColumnMeaning } from '../../mapping/column-mapping'
import type { ValueType } from '../../mapping/value-type'

/** The range of a column by what is sent for each of its values: undefined for a row that is rejected. */
function rangeOf(type: ValueType, values: readonly (readonly [unknown, unknown])[]) {
  const meaning = { attribute: 'a', type, byRule: false, isOneWay: false, onNull: 'left_out' } as ColumnMeaning
  const profiler = new ColumnProfiler({
    column: 'A',
    declared: 'any',
    withoutZone: false,
    role: undefined,
    meaning,
    isExcluded: false,
    timeZone: 'UTC',
    blankIsNull: true,
  })
  for (const [value, sent] of values) profiler.see(value, sent === undefined ? undefined : { a: sent })
  const { smallest, largest } = profiler.result(values.length)
  return [smallest, largest]
}

describe('the range of a column', () => {
  it.each<[string, ValueType, readonly (readonly [unknown, unknown])[], readonly (string | null)[]]>([
    [
      'the lengths of text',
      'string',
      [
        ['a', 'a'],
        ['abc', 'abc'],
      ],
      ['1 character', '3 characters'],
    ],
    [
      'the numbers that are sent, without the length of a rejected text',
      'number',
      [
        ['abc', undefined],
        [17, 17],
        [20, 20],
      ],
      ['17', '20'],
    ],
    [
      'nothing for booleans, even if a text is rejected',
      'boolean',
      [
        [true, true],
        ['yes', undefined],
      ],
      [null, null],
    ],
    [
      'nothing for JSON, even if a text is rejected',
      'json',
      [
        ['{"b":1}', { b: 1 }],
        ['broken', undefined],
      ],
      [null, null],
    ],
    [
      'nothing for text and numbers',
      'any',
      [
        ['abc', 'abc'],
        [17, 17],
      ],
      [null, null],
    ],
    ['the lengths of the source if no value is sent', 'number', [['abc', undefined]], ['3 characters', '3 characters']],
  ])('is %s', (_, type, values, range) => {
    expect(rangeOf(type, values)).toEqual(range)
  })
})
