import { BatchItem } from './batch-item'
import { NoPool, ReusingPool, type ObjectPool } from './pools/object-pool'
import { createItem, createMappedItem, createRowRef, createStream } from './testing/row-factories'

const newRef = () => createRowRef(createStream('made'))

describe('BatchItem', () => {
  it('knows its state: waiting, in an open body, in flight, or settled', () => {
    const stateOf = ({ isWaiting, isInFlight, bodyIndex }: BatchItem) => ({ isWaiting, isInFlight, bodyIndex })
    const item = createItem(['a'], 'upsert')
    expect(stateOf(item)).toEqual({ isWaiting: true, isInFlight: false, bodyIndex: undefined })
    item.placeInBody(0)
    expect(stateOf(item)).toEqual({ isWaiting: true, isInFlight: false, bodyIndex: 0 })
    item.markInFlight()
    expect(stateOf(item)).toEqual({ isWaiting: false, isInFlight: true, bodyIndex: undefined })
    item.release(new NoPool())
    expect(stateOf(item)).toEqual({ isWaiting: false, isInFlight: false, bodyIndex: undefined })
  })

  const kinds: [string, (ref: ReturnType<typeof newRef>, pool: ObjectPool<BatchItem>) => BatchItem][] = [
    ['one entity', (ref, pool) => BatchItem.of({ ...createMappedItem(['a'], 'append'), extras: undefined }, ref, pool)],
    ['two entities', (ref, pool) => BatchItem.of(createMappedItem(['a', 'b'], 'link'), ref, pool)],
    [
      'an exclusive entity',
      (ref, pool) => BatchItem.of(createMappedItem(['a'], 'link', {}, { exclusive: 1 }), ref, pool),
    ],
    [
      'two rows',
      (ref, pool) => {
        const older = BatchItem.of(createMappedItem(['a'], 'upsert'), ref, pool)
        return BatchItem.merged(older, BatchItem.of(createMappedItem(['a'], 'upsert'), newRef(), pool), '{"a":1}')
      },
    ],
  ]

  it.each(kinds)('says the same with a pool and without it, after an item of %s was released', (_, create) => {
    const [withPool, without] = [new ReusingPool<BatchItem>(), new NoPool<BatchItem>()].map((pool) => {
      const old = create(newRef(), pool)
      old.placeInBody(7)
      old.json = '{"old":1}'
      old.markInFlight()
      old.release(pool)
      const ref = newRef()
      const next = BatchItem.of({ ...createMappedItem(['n'], 'upsert', { n: 1 }), extras: undefined }, ref, pool)
      expect(next.row).toBe(ref)
      expect(next.isWaiting).toBe(true)
      const { endpoint, conflictClass, entities, exclusive, rows, mergedFrom, bytes, json, bodyIndex, isInFlight } =
        next
      return {
        endpoint,
        conflictClass,
        entities,
        exclusive,
        rows: rows.length,
        mergedFrom,
        bytes,
        json,
        bodyIndex,
        isInFlight,
      }
    })
    expect(withPool).toEqual(without)
  })

  it('merges two items, and keeps the items of single rows, oldest first', () => {
    const [a, b, c] = [1, 2, 3].map((n) => createItem(['p'], 'upsert', { n })) as [BatchItem, BatchItem, BatchItem]
    const merged = BatchItem.merged(BatchItem.merged(a, b, '{"n":"é"}'), c, '{"n":"éé"}')
    expect(merged).toMatchObject({ json: '{"n":"éé"}', bytes: 12, mergedFrom: [a, b, c], isWaiting: true })
    expect(merged.rows).toEqual([a.row, b.row, c.row])
    expect(merged.entities).toEqual(a.entities)
  })

  it('names an entity once, though keys of two of its entities are equal', () => {
    const mapped = {
      ...createMappedItem(['x'], 'link'),
      entity: 1,
      extras: { moreEntities: [2, 1, 2, 3], exclusive: 2 },
    }
    expect(BatchItem.of(mapped, newRef(), new NoPool()).entities).toEqual([1, 2, 3])
  })
})
