import { record, runSync, streamState } from '../harness/platform'
import { countsOf, expectClean, openWorld, optionsOf, peopleRules, plainStream, TEXT, type World } from './world'

/** The type matrices of the bulk CDK's BasicFunctionalityIntegrationTest. */
let world: World

beforeEach(async () => {
  world = await openWorld()
})

afterEach(() => world.sandbox.stop())

let runs = 0

/** What arrives for each value of one column declared so; `rejected` where the row is. */
async function arrive(declared: unknown, values: readonly unknown[]): Promise<unknown[]> {
  runs++
  const stream = plainStream('people', { id: TEXT, v: declared })
  const result = await runSync(
    optionsOf(world, [stream], { ...peopleRules('people'), guards: { max_rejected_percent: 100 } }),
    [
      ...values.flatMap((v, index) => [
        record('people', { id: `${runs}-${index}`, v }),
        streamState('people', { index }),
      ]),
    ],
  )
  expectClean(result)
  return countsOf(result).map((counts, index) => {
    const person = world.person('id', `${runs}-${index}`)
    return (counts as number[])[1] === 1 ? 'rejected' : person !== undefined && 'v' in person ? person['v'] : 'left out'
  })
}

describe('bulk CDK: types', () => {
  it('testBasicTypes', async () => {
    expect(await arrive({ type: ['null', 'string'] }, ['foo', '', null, 5, true, {}])).toEqual([
      'foo',
      'left out',
      'left out',
      '5',
      'true',
      'rejected',
    ])
    expect(await arrive({ type: 'number' }, [1.5, '1.5', 2 ** 60, 'x'])).toEqual([
      1.5,
      1.5,
      '1152921504606847000',
      'rejected',
    ])
    expect(await arrive({ type: 'integer' }, [1, '2', 1.5])).toEqual([1, 2, 'rejected'])
    expect(await arrive({ type: 'boolean' }, [true, 'false', 1])).toEqual([true, false, 'rejected'])
    expect(
      await arrive({ type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' }, [
        '2023-01-23T12:34:56Z',
        '2023-01-23T01:02:03.456-07:00',
        'soon',
      ]),
    ).toEqual([1674477296, 1674460923, 'rejected'])
    expect(
      await arrive({ type: 'string', format: 'date-time', airbyte_type: 'timestamp_without_timezone' }, [
        '2023-01-23T12:34:56',
      ]),
    ).toEqual([1674477296])
    expect(await arrive({ type: 'string', format: 'date' }, ['2023-01-23', '2023-02-30'])).toEqual([
      1674432000,
      'rejected',
    ])
    expect(
      await arrive({ type: 'string', format: 'time', airbyte_type: 'time_without_timezone' }, ['12:34:56']),
    ).toEqual(['12:34:56'])
  })

  it('testContainerTypes', async () => {
    const deep = { a: { b: [1, null, { c: 'd' }] } }
    expect(await arrive({ type: 'object', properties: {} }, [deep, {}])).toEqual([deep, {}])
    expect(await arrive({ type: 'object' }, ['text', null])).toEqual(['text', 'left out'])
    expect(await arrive({ type: 'array', items: { type: 'integer' } }, [[1, 2], []])).toEqual([[1, 2], []])
  })

  it('testUnions, testCoerceLegacyUnions', async () => {
    const union = { oneOf: [{ type: 'string' }, { type: 'object' }] }
    expect(await arrive(union, ['text', { a: 1 }])).toEqual(['text', { a: 1 }])
    expect(await arrive({ type: ['string', 'number', 'null'] }, ['text', 1, null])).toEqual(['text', 1, 'left out'])
  })

  it('testUnknownTypes', async () => {
    expect(await arrive({ type: 'potato' }, ['text', 1, { a: 1 }, null])).toEqual(['text', 1, { a: 1 }, 'left out'])
  })
})
