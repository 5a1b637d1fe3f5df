import type { ColumnSchema } from '../core/stream'
import { compileMappings, mappingProblems } from './compile-mappings'
import { createConfig, createStream } from './testing/mapping-factories'

const PEOPLE = { stream: 'people', object: 'person', id_column: 'id' }
const EVENTS = {
  stream: 'events',
  object: 'event',
  id_column: 'id',
  event_name: 'x',
  event_id_columns: ['k'],
  timestamp_column: 'AT',
}
const TIME: ColumnSchema = { type: 'string', format: 'date-time' }
const people = createStream('people', { id: {}, plan: {}, n: { type: 'number' }, born: TIME, unsubscribed: {} })
const events = createStream('events', ['id', 'k', 'AT', 'plan', 'order'])

function warningsOf(attributes: readonly object[], more: object = {}): readonly string[] {
  return compileMappings(createConfig({ streams: [PEOPLE, EVENTS], attributes, ...more }), [people, events]).warnings
}

function problemsOf(attributes: readonly object[], streams = [people, events]): readonly object[] {
  return [...mappingProblems(createConfig({ streams: [PEOPLE, EVENTS], attributes }), streams)]
}

describe('the null handling of an attribute rule', () => {
  const clear = (more: object) => ({ null_handling: 'clear', ...more })
  const sendNull = (more: object) => ({ null_handling: 'null', ...more })

  it.each<[string, object, readonly string[]]>([
    ['clear for an attribute of events', clear({ attribute: 'order' }), ['events']],
    ['clear for the stream of events', clear({ attribute: 'plan', stream: 'events' }), ['events']],
    ['null for an attribute of people', sendNull({ attribute: 'n' }), ['people']],
    ['null for the stream of people', sendNull({ attribute: 'plan', stream: 'people' }), ['people']],
  ])('is an error: %s', (_, rule, streams) => {
    expect(problemsOf([rule])).toEqual([
      expect.objectContaining({ code: 'unknown_null_handling', path: ['attributes', 0, 'null_handling'], streams }),
    ])
    expect(() => warningsOf([rule])).toThrow(/attributes\[0\] \(\w+\)\.null_handling: expected another value; /)
  })

  it('is an error for events that declare no columns, too', () => {
    expect(problemsOf([clear({ attribute: 'any', stream: 'events' })], [people, createStream('events')])).toHaveLength(
      1,
    )
  })

  it.each([clear({ attribute: 'plan' }), sendNull({ attribute: 'plan' })])(
    'is not an error where a stream knows it: %j',
    (rule) => expect([problemsOf([rule]), warningsOf([rule])]).toEqual([[], []]),
  )

  it('is that of the rule for the stream, where there is one', () => {
    const rules = [clear({ attribute: 'plan' }), sendNull({ attribute: 'plan', stream: 'events' })]
    expect(problemsOf(rules)).toEqual([])
    const others = [clear({ attribute: 'plan' }), { attribute: 'plan', stream: 'people', null_handling: 'skip' }]
    expect(problemsOf(others)).toHaveLength(1)
  })
})

describe('some of the streams that a configuration is for', () => {
  const config = createConfig({
    streams: [PEOPLE, EVENTS],
    attributes: [
      { attribute: 'plan', null_handling: 'clear' },
      { attribute: 'order', stream: 'events', null_handling: 'clear' },
      { attribute: 'born', type: 'timestamp' },
      { attribute: 'x', stream: 'people' },
    ],
    guards: { max_null_percent: [{ attribute: 'n', percent: 1 }] },
    test_cohort: ['ada@x.io'],
  })

  it('are not reported for options that may be for other streams', () => {
    const codes = (streams: readonly (typeof events)[], scope?: 'part') =>
      [...mappingProblems(config, streams, scope)].map(({ code, path }) => `${code} ${path.join('.')}`)
    const ofStream = 'unknown_null_handling attributes.1.null_handling'
    expect(codes([people, events])).toEqual([ofStream, 'cohort_email_without_column test_cohort.0'])
    expect(codes([people, events], 'part')).toEqual([ofStream])
    // The catalog of a sync lacks a stream that has a rule.
    expect(codes([events])).toEqual([ofStream])
    expect(codes([])).toEqual([])
    const alone = {
      ...config,
      streams: config.streams.slice(1),
      attributes: config.attributes.filter((_, n) => n !== 1),
    }
    expect(compileMappings(alone, [events], undefined, 'part').warnings).toEqual([
      expect.stringMatching(/^test_cohort/),
    ])
  })

  it('are judged once every stream has a mapping', () => {
    const broken = createStream('people', ['plan'])
    expect([...mappingProblems(config, [broken, events])].map(({ code }) => code)).toEqual(['unknown_column'])
  })
})

describe('a rule or an option of an attribute without effect', () => {
  it.each<[object, string]>([
    [{ attribute: 'order.placed_at', type: 'timestamp' }, 'A rule applies to a whole column, here order'],
    [{ attribute: 'at', type: 'timestamp' }, 'The column AT is not an attribute: it is the event_timestamp'],
    [{ attribute: 'id', type: 'string' }, 'The column id is not an attribute: it identifies the person'],
    [{ attribute: 'order', stream: 'people' }, 'but no column of people becomes it'],
    [{ attribute: 'nothing', protected: true }, 'but no column of any stream becomes it'],
    [{ attribute: 'x', stream: 'persons' }, 'is about the stream persons, which this sync does not bring'],
    [{ attribute: 'plan', default_value: 'x' }, 'default_value has no effect'],
    [{ attribute: 'n', null_handling: 'clear', protected: true }, 'null_handling clear has no effect'],
    [
      { attribute: 'unsubscribed', type: 'string' },
      'type string has no effect, because unsubscribed is always sent as',
    ],
    [{ attribute: 'n', unit: 'milliseconds' }, 'unit has no effect, because the column n of people is declared number'],
    [
      { attribute: 'plan', time_zone: 'UTC' },
      'time_zone has no effect, because the column plan of people is declared any',
    ],
  ])('is warned about: %j', (rule, words) => {
    expect(warningsOf([rule])[0]).toContain(words)
  })

  it('is warned about in guards, too', () => {
    const guards = { max_null_percent: [{ attribute: 'order.placed_at', percent: 5 }] }
    expect(warningsOf([], { guards })).toEqual([expect.stringContaining('guards.max_null_percent[0] is about')])
  })

  it.each([
    { attribute: 'born', time_zone: 'Europe/Berlin' },
    { attribute: 'born', format: 'yyyy' },
    { attribute: 'n', type: 'timestamp', unit: 'milliseconds' },
    { attribute: 'order', stream: 'events', protected: true },
    { attribute: 'plan', null_handling: 'default', default_value: 'x' },
    { attribute: 'unsubscribed', type: 'boolean' },
  ])('is not found in %j', (rule) => expect(warningsOf([rule])).toEqual([]))
})
