import { globalState, record, runSync, streamState, Sync } from '../harness/platform'
import {
  countsOf,
  expectClean,
  NUMBER,
  openWorld,
  optionsOf,
  peopleRules,
  plainStream,
  TEXT,
  type World,
} from './world'

/**
 * Scenarios of Airbyte's test suites for destinations, each named after its original: the bulk CDK's
 * BasicFunctionalityIntegrationTest and dead letter queue tests, the legacy DestinationAcceptanceTest, and the test of
 * Airbyte's own Customer.io connector (github.com/airbytehq/airbyte, airbyte-cdk/bulk and connectors-base).
 */
let world: World

beforeEach(async () => {
  world = await openWorld()
})

afterEach(() => world.sandbox.stop())

const PEOPLE = plainStream('people', { id: TEXT, name: TEXT, n: NUMBER })
const people = (rules: Record<string, unknown> = {}) =>
  optionsOf(world, [PEOPLE], { ...peopleRules('people'), ...rules })
/** The catalog with generations, as a definition that supports refreshes gets it. */
const refreshed = (generation: number, minimum: number) => ({
  ...PEOPLE,
  generation_id: generation,
  minimum_generation_id: minimum,
  sync_id: 42,
})

describe('bulk CDK: basics', () => {
  it('testBasicWrite', async () => {
    const changes = [{ field: 'name', change: 'NULLED', reason: 'SOURCE_RETRIEVAL_ERROR' }]
    const result = await runSync(people({ null_handling: 'clear' }), [
      record('people', { id: '1', name: 'kept' }),
      streamState('people', { c: 0 }),
      record('people', { id: '1', name: null, n: 5 }, { meta: { changes } }),
      streamState('people', { c: 1 }),
    ])
    expectClean(result)
    expect(result.states).toHaveLength(2)
    expect(result.states[1]).toEqual({
      type: 'STREAM',
      stream: { stream_descriptor: { name: 'people' }, stream_state: { c: 1 } },
      sourceStats: { recordCount: 1 },
      destinationStats: { recordCount: 1, rejectedRecordCount: 0 },
      id: 2,
    })
    expect(world.person('id', '1')).toEqual({ name: 'kept', n: 5 })
  })

  it('testBasicWrite (destination-customer-io: identify and event, two states)', async () => {
    const streams = [
      plainStream(
        'identify',
        { person_email: TEXT, plan: TEXT },
        {
          destination_object_name: 'person_identify',
          destination_sync_mode: 'append_dedup',
          primary_key: [['person_email']],
        },
      ),
      plainStream(
        'event',
        { person_email: TEXT, event_name: TEXT, event_id: TEXT, timestamp: NUMBER },
        { destination_object_name: 'person_event' },
      ),
    ]
    const result = await runSync(optionsOf(world, streams, {}), [
      record('identify', { person_email: 'a@example.com', plan: 'pro' }),
      record('event', {
        person_email: 'a@example.com',
        event_name: 'bought',
        event_id: 'e1',
        timestamp: 1_700_000_000,
        sum: 3,
      }),
      streamState('identify'),
      streamState('event'),
    ])
    expectClean(result)
    expect(result.states).toHaveLength(2)
    expect(world.person('email', 'a@example.com')).toEqual({ plan: 'pro' })
    expect(world.events()).toEqual([{ name: 'bought', data: expect.objectContaining({ sum: 3 }) as object }])
  })

  it('testMidSyncCheckpointingStreamState', async () => {
    const sync = new Sync(people())
    sync.send(record('people', { id: '1' }), streamState('people', { c: 1 }))
    const echoed = sync.nextState()
    // The original sends blank lines while it waits.
    sync.sendRaw('\n\n')
    expect((await echoed).state).toMatchObject({ id: 1, destinationStats: { recordCount: 1 } })
    sync.program.kill()
    await sync.program.finished()
    const again = await runSync(people(), [
      record('people', { id: '1' }),
      record('people', { id: '2' }),
      streamState('people', { c: 2 }),
    ])
    expectClean(again)
    expect([...world.sandbox.workspace.people.all].map(({ id }) => id)).toEqual(['1', '2'])
  })

  it('testStateMessageBeforeRecords, testOutOfOrderStateMessages: order and counts per stream', async () => {
    const streams = ['a', 'b'].map((name) => plainStream(name, { id: TEXT }))
    const result = await runSync(optionsOf(world, streams, peopleRules('a', 'b')), [
      streamState('a', { c: 0 }),
      record('b', { id: '1' }),
      record('a', { id: '2' }),
      record('a', { id: '3' }),
      streamState('b', { c: 1 }),
      streamState('a', { c: 1 }),
      record('b', { id: '4' }),
      streamState('a', { c: 2 }),
      streamState('b', { c: 2 }),
    ])
    expectClean(result)
    expect(result.states.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5])
    expect(countsOf(result)).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [0, 0],
      [1, 0],
    ])
  })

  it('testGlobalState: counts are those of all streams', async () => {
    const streams = ['a', 'b'].map((name) => plainStream(name, { id: TEXT }))
    const result = await runSync(optionsOf(world, streams, peopleRules('a', 'b')), [
      record('a', { id: '1' }),
      record('b', { id: '' }),
      globalState(['a', 'b'], { c: 1 }),
      record('b', { id: '2' }),
      globalState(['a', 'b'], { c: 2 }),
    ])
    expectClean(result)
    expect(countsOf(result)).toEqual([
      [1, 1],
      [1, 0],
    ])
  })

  it('testNamespaces', async () => {
    const streams = ['one', 'two', undefined].map((namespace) =>
      plainStream('people', { id: TEXT, n: NUMBER, at: TEXT }, { namespace }),
    )
    const rules = ['one', 'two'].map((namespace) => ({
      stream: 'people',
      namespace,
      object: 'person',
      id_column: 'id',
    }))
    const result = await runSync(
      optionsOf(world, streams, {
        streams: [
          ...rules,
          {
            stream: 'people',
            object: 'event',
            id_column: 'id',
            event_name: 'seen',
            event_id_columns: ['n'],
            timestamp_column: 'at',
          },
        ],
      }),
      [
        record('people', { id: '1', n: 1 }, { namespace: 'one' }),
        record('people', { id: '2', n: 2 }, { namespace: 'two' }),
        record('people', { id: '1', n: 3, at: '2024-01-01T00:00:00Z' }),
        record('people', { id: '1', n: 4, at: '2024-01-01T00:00:00Z' }, { namespace: '' }),
        record('people', { id: '1', n: 5, at: '2024-01-01T00:00:00Z' }, { namespace: null }),
        streamState('people', {}, 'one'),
        streamState('people', {}, 'two'),
        streamState('people', {}),
      ],
    )
    expectClean(result)
    expect(countsOf(result)).toEqual([
      [1, 0],
      [1, 0],
      [3, 0],
    ])
    expect(world.person('id', '1')).toEqual({ n: 1 })
    expect(world.person('id', '2')).toEqual({ n: 2 })
    expect(world.events()).toHaveLength(3)
  })

  it('testFunkyCharacters, testFunkyCharactersDedup', async () => {
    const names = ['streamWithCamelCase', 'stream with spaces', 'stream+plus', 'Stream é 日本 🎉', '1leading', 'select']
    const columns = ['camelCase', 'with space', 'a+b', 'é', '日本', '1st', 'order', 'a.b', "quote's", '"']
    const schema = { id: TEXT, ...Object.fromEntries(columns.map((column) => [column, TEXT])) }
    const streams = names.map((name, index) =>
      plainStream(
        name,
        schema,
        index % 2 === 0 ? {} : { destination_sync_mode: 'append_dedup', primary_key: [['id']] },
      ),
    )
    const values = Object.fromEntries(columns.map((column) => [column, `value of ${column}\n\t"x" \\ 🎉`]))
    const result = await runSync(optionsOf(world, streams, peopleRules(...names)), [
      ...names.map((name) => record(name, { id: name, ...values })),
      ...names.map((name) => streamState(name)),
    ])
    expectClean(result)
    for (const name of names) expect(world.person('id', name)).toEqual(values)
  })

  it('testManyStreamsCompletion', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `stream_${n}`)
    const streams = names.map((name) => plainStream(name, { id: TEXT }))
    const result = await runSync({ ...optionsOf(world, streams, peopleRules(...names)), refreshes: true }, [
      ...names.map((name) => record(name, { id: name })),
      ...names.map((name) => streamState(name)),
    ])
    expectClean(result)
    expect(result.states).toHaveLength(30)
    expect([...world.sandbox.workspace.people.all]).toHaveLength(30)
  })

  it('testNoColumns', async () => {
    // Without columns there is nothing to identify anybody by: each record is rejected with a reason, and no run fails.
    const stream = plainStream('empty', {})
    for (let run = 0; run < 2; run++) {
      const result = await runSync(optionsOf(world, [stream], peopleRules('empty')), [
        record('empty', {}),
        streamState('empty'),
      ])
      expectClean(result)
      expect(countsOf(result)).toEqual([[0, 1]])
    }
  })

  it('testNoData', async () => {
    expectClean(await runSync({ ...people(), refreshes: true }, []))
    expectClean(await runSync(people(), []))
  })

  it('testClear', async () => {
    await runSync(people(), [record('people', { id: '1', n: 1 }), streamState('people')])
    const result = await runSync(
      { config: world.config(peopleRules('people')), catalog: { streams: [refreshed(1, 1)] }, refreshes: true },
      [globalState(['people'])],
    )
    expectClean(result)
    expect(countsOf(result)).toEqual([[0, 0]])
    expect(world.person('id', '1')).toEqual({ n: 1 })
  })

  it('testClear of a definition without refreshes: overwrite, and a state without stream_state', async () => {
    const stream = { ...PEOPLE, sync_mode: 'full_refresh', destination_sync_mode: 'overwrite' }
    const result = await runSync(optionsOf(world, [stream], peopleRules('people')), [streamState('people')])
    expectClean(result)
    expect(result.states[0]).not.toHaveProperty('stream.stream_state')
    expect(result.warnings.join()).toContain('deletes nothing in Customer.io')
  })

  it('testTruncateRefresh, testTruncateRefreshNoData, testInterruptedTruncate*, resumeAfterCancelledTruncate', async () => {
    const run = (generation: number, minimum: number, ids: readonly string[], sourceFailed = false) => {
      const sync = new Sync({
        config: world.config(peopleRules('people')),
        catalog: { streams: [refreshed(generation, minimum)] },
        refreshes: true,
      })
      sync.send(...ids.map((id) => record('people', { id, n: generation })), streamState('people', { generation }))
      return sync.end({ sourceFailed })
    }
    expectClean(await run(1, 0, ['1', '2']))
    expectClean(await run(2, 2, ['2', '3'], true))
    expectClean(await run(2, 2, ['4']))
    expectClean(await run(3, 3, []))
    expect([...world.sandbox.workspace.people.all].map(({ id }) => id)).toEqual(['1', '2', '3', '4'])
    expect(world.person('id', '2')).toEqual({ n: 2 })
  })

  it('testCrashOnNoEndOfStream: here an input without COMPLETE is a good one, because custom definitions never get it', async () => {
    const result = await runSync(people(), [record('people', { id: '1' }), streamState('people')])
    expectClean(result)
    expect(result.states).toHaveLength(1)
  })

  it('expectFailure: a problem that the user can fix is a config_error', async () => {
    const result = await runSync(optionsOf(world, [PEOPLE], {}), [record('people', { id: '1' }), streamState('people')])
    expectClean(result, 'failed')
    expect(result.errors).toMatchObject([
      { failure_type: 'config_error', message: expect.stringContaining('people') as string },
    ])
    expect(result.states).toEqual([])
  })
})

describe('bulk CDK: append, dedup and a schema that changes', () => {
  it('testAppend, testAppendSchemaEvolution, testAppendJsonSchemaEvolution, testOverwriteSchemaEvolution', async () => {
    const later = plainStream(
      'people',
      { id: TEXT, n: TEXT, added: { type: 'object' } },
      { destination_sync_mode: 'overwrite' },
    )
    expectClean(await runSync(people(), [record('people', { id: '1', name: 'a', n: 1 }), streamState('people')]))
    expectClean(
      await runSync(optionsOf(world, [later], peopleRules('people')), [
        record('people', { id: '1', n: 'two', added: { deep: [1] } }),
        streamState('people'),
      ]),
    )
    expect(world.person('id', '1')).toEqual({ name: 'a', n: 'two', added: { deep: [1] } })
  })

  const dedup = (more: Record<string, unknown> = {}) =>
    plainStream(
      'people',
      { id: TEXT, email: TEXT, n: NUMBER },
      {
        destination_sync_mode: 'append_dedup',
        destination_object_name: 'person',
        primary_key: [['id']],
        cursor_field: ['n'],
        ...more,
      },
    )

  it('testDedup, testDedupWithStringKey, testDedupNoCursor, testDedupChangeCursor: the last row of a key wins', async () => {
    for (const [run, cursor_field] of [['n'], [], ['email']].entries()) {
      const result = await runSync(optionsOf(world, [dedup({ cursor_field })], {}), [
        record('people', { id: 'k', n: 1 + run }),
        record('people', { id: 'other', n: 7 }),
        record('people', { id: 'k', n: 100 + run }),
        streamState('people'),
      ])
      expectClean(result)
      expect(world.person('id', 'k')).toEqual({ n: 100 + run })
    }
    expect([...world.sandbox.workspace.people.all]).toHaveLength(2)
  })

  it('testDedupChangePk: another matching key is another identity', async () => {
    expectClean(
      await runSync(optionsOf(world, [dedup()], {}), [record('people', { id: 'k', n: 1 }), streamState('people')]),
    )
    const result = await runSync(optionsOf(world, [dedup({ primary_key: [['email']] })], {}), [
      record('people', { email: 'k@example.com', n: 2 }),
      streamState('people'),
    ])
    expectClean(result)
    expect(world.person('id', 'k')).toEqual({ n: 1 })
    expect(world.person('email', 'k@example.com')).toEqual({ n: 2 })
  })

  it('testIncrementalDedupeSync (legacy): a composite key', async () => {
    const stream = plainStream(
      'members',
      { object_id: TEXT, id: TEXT, role: TEXT, object_type_id: TEXT },
      {
        destination_sync_mode: 'append_dedup',
        destination_object_name: 'relationship',
        primary_key: [['object_id'], ['id']],
      },
    )
    const result = await runSync(optionsOf(world, [stream], {}), [
      record('members', { object_type_id: '1', object_id: 'acme', id: '1', role: 'user' }),
      record('members', { object_type_id: '1', object_id: 'acme', id: '2', role: 'user' }),
      record('members', { object_type_id: '1', object_id: 'acme', id: '1', role: 'owner' }),
      streamState('members'),
    ])
    expectClean(result)
    const relationships = world.sandbox.workspace.people.find('id', '1')!.relationships
    expect([...relationships.values()].map((attributes) => attributes.get('role')?.value)).toEqual(['owner'])
  })
})

describe('dead letter queue: AbstractDlqWriteTest', () => {
  const rows = (good: number, bad: number) =>
    Array.from({ length: good + bad }, (_, n) => record('people', { id: n < good ? String(n) : '' }))
  const twoWindows = [...rows(5, 4), streamState('people', { c: 1 }), ...rows(2, 0), streamState('people', { c: 2 })]

  it.each([
    ['no config', {}],
    ['no bucket', { object_storage_config: { storage_type: 'None' } }],
  ])('%s: counts without a place to put rows', async (_, storage) => {
    const result = await runSync(people(storage), twoWindows)
    expectClean(result)
    expect(countsOf(result)).toEqual([
      [5, 4],
      [2, 0],
    ])
  })

  it('an empty list of rejected rows holds no state back', async () => {
    const storage = { object_storage_config: { storage_type: 'LOCAL', directory: '/tmp/never-written' } }
    const result = await runSync(people(storage), [...rows(2, 0), streamState('people')])
    expectClean(result)
    expect(countsOf(result)).toEqual([[2, 0]])
  })
})

describe('legacy DestinationAcceptanceTest', () => {
  it('testSyncWithLargeRecordBatch', async () => {
    const blocks = Array.from({ length: 400 }, (_, n) => [
      record('people', { id: `${n % 150}`, n }),
      streamState('people', { n }),
    ])
    const result = await runSync(people(), blocks.flat())
    expectClean(result)
    expect(result.states).toHaveLength(400)
    expect(world.person('id', '99')).toEqual({ n: 399 })
  })

  it('testSecondSync, testIncrementalSync: other streams stay as they are', async () => {
    const streams = ['a', 'b'].map((name) => plainStream(name, { id: TEXT, n: NUMBER }))
    const both = optionsOf(world, streams, peopleRules('a', 'b'))
    expectClean(
      await runSync(both, [
        record('a', { id: 'a1', n: 1 }),
        record('b', { id: 'b1', n: 1 }),
        streamState('a'),
        streamState('b'),
      ]),
    )
    expectClean(
      await runSync(both, [
        record('a', { id: 'a1', n: 2 }),
        record('a', { id: 'a2', n: 2 }),
        streamState('a'),
        streamState('b'),
      ]),
    )
    expect(world.person('id', 'a1')).toEqual({ n: 2 })
    expect(world.person('id', 'a2')).toEqual({ n: 2 })
    expect(world.person('id', 'b1')).toEqual({ n: 1 })
  })

  it('testLineBreakCharacters', async () => {
    const name = 'a\nb\r\nc\u2028d\u2029e\u0085f\u000bg'
    const result = await runSync(people(), [record('people', { id: '1', name }), streamState('people')])
    expectClean(result)
    expect(world.person('id', '1')).toEqual({ name })
  })
})
