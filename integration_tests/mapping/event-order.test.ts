import { FakeClock } from '../../src/lib/testing/fake-clock'
import { chunks, seededRandom, Simulation } from '../../src/delivery/testing/simulation'
import type { Row } from '../../src/core/row'
import { mergeItems } from '../../src/mapping/merge'
import { keyOfItem } from '../../src/mapping/item-key'
import { compileMappings } from '../../src/mapping/compile-mappings'
import { createConfig, createStream } from '../../src/mapping/testing/mapping-factories'
import { Workspace } from '../../src/sandbox/workspace'

const people = createStream('people', ['id', 'n'])
const events = createStream('events', ['id', 'n', 'at'])
const STREAMS = [
  { stream: 'people', object: 'person', id_column: 'id' },
  {
    stream: 'events',
    object: 'event',
    id_column: 'id',
    event_name: 'seen',
    event_id_columns: ['id', 'n'],
    timestamp_column: 'at',
  },
]

/** Sends updates and events of a few people; how many events Customer.io applied before an update that came before them. */
async function countEarlyEvents(seed: number, isOrdered: boolean): Promise<number> {
  const random = seededRandom(seed)
  const config = createConfig({ streams: STREAMS, events: { after_person_updates: isOrdered } })
  const workspace = new Workspace({}, new FakeClock(5_000_000))
  const { mappers } = compileMappings(config, [people, events])
  const simulation = new Simulation(random, { mappers, merge: mergeItems, keyOf: keyOfItem })
  const rows = Array.from({ length: 60 }, (_, n): Row => {
    const stream = random() < 0.5 ? people : events
    const data = { id: String(Math.floor(random() * 4)), n, ...(stream === events ? { at: 4_000 } : {}) }
    return { kind: 'row', stream, data, emittedAtMs: 0, nulled: [] }
  })
  let early = 0
  const apply = (operation: { identifiers: { id: string }; action: string; attributes: { n: number } }) => {
    const { identifiers, action, attributes } = operation
    const last = rows.findLast(
      ({ stream, data }, n) => stream === people && data['id'] === identifiers.id && n < attributes.n,
    )
    const held = workspace.people.find('id', identifiers.id)?.attributes.get('n')?.value ?? -1
    if (action === 'event' && last !== undefined && (held as number) < (last.data['n'] as number)) early++
    workspace.apply(operation)
  }
  await simulation.finish(chunks(rows, 3), () =>
    simulation.answer(({ body }) => {
      const { batch } = JSON.parse(body.toString()) as { batch: Parameters<typeof apply>[0][] }
      while (batch.length > 0) apply(batch.splice(Math.floor(random() * batch.length), 1)[0]!)
      return { kind: 'accepted', refused: new Map() }
    }),
  )
  expect(workspace.events).toHaveLength(rows.filter(({ stream }) => stream === events).length)
  return early
}

describe('events.after_person_updates', () => {
  it('sends no event before the updates of its person that came before it, in any order of replies', async () => {
    let unordered = 0
    for (let seed = 1; seed <= 100; seed++) {
      expect({ seed, early: await countEarlyEvents(seed, true) }).toEqual({ seed, early: 0 })
      unordered += await countEarlyEvents(seed, false)
    }
    expect(unordered).toBeGreaterThan(100)
  }, 60_000)
})
