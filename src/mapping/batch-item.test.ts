import { BatchItem } from './batch-item'
import { BATCH } from './endpoints'
import { createStream } from './testing/mapping-factories'
import type { RowRef } from '../core/row'

const stream = createStream('made')
const newRef = (): RowRef => ({
  stream,
  position: 1,
  checkpointWindow: 0,
  key: undefined,
  row: undefined,
  settled: false,
})

/** Takes all settled items that are left of other tests. */
function newItem(): BatchItem {
  return BatchItem.of(BATCH, 'upsert', 1, newRef(), 10)
}

describe('BatchItem', () => {
  it('says where it is: waiting, in an open body, on its way, or settled', () => {
    const where = ({ isWaiting, isInFlight, bodyIndex }: BatchItem) => ({ isWaiting, isInFlight, bodyIndex })
    const item = newItem()
    expect(where(item)).toEqual({ isWaiting: true, isInFlight: false, bodyIndex: undefined })
    item.placeInBody(0)
    expect(where(item)).toEqual({ isWaiting: true, isInFlight: false, bodyIndex: 0 })
    item.markInFlight()
    expect(where(item)).toEqual({ isWaiting: false, isInFlight: true, bodyIndex: undefined })
    item.release()
    expect(where(item)).toEqual({ isWaiting: false, isInFlight: false, bodyIndex: undefined })
  })

  it('is made of a settled one, of which nothing is left', () => {
    const old = BatchItem.of(BATCH, 'append', 1, newRef(), 10, { json: '{"old":1}' })
    old.placeInBody(7)
    old.markInFlight()
    old.json = '{"old":1}'
    old.release()
    // Nobody may need it for long.
    expect(old.json).toBe('')
    const ref = newRef()
    const next = BatchItem.of(BATCH, 'upsert', 2, ref, 20)
    expect(next).toBe(old)
    expect(next).toMatchObject({
      conflictClass: 'upsert',
      entity: 2,
      bytes: 20,
      json: '',
      isWaiting: true,
    })
    expect([next.bodyIndex, next.exclusive, next.mergedFrom]).toEqual([undefined, undefined, undefined])
    expect(next.rows).toEqual([ref])
    expect(next.rows[0]).toBe(ref)
    expect(next.entities).toEqual([2])
    expect(newItem()).not.toBe(next)
  })

  it.each([
    ['of two entities', { moreEntities: [2] }],
    ['with an entity of its own that is its only one', { moreEntities: [1], exclusive: 1 }],
    ['of two rows', { moreRows: [newRef()] }],
    ['that was merged', { mergedFrom: [] }],
  ])('is never made of one %s', (_, extras) => {
    const old = BatchItem.of(BATCH, 'link', 1, newRef(), 10, extras)
    old.markInFlight()
    old.release()
    const next = newItem()
    expect(next).not.toBe(old)
    expect([next.moreEntities, next.moreRows, next.exclusive, next.mergedFrom]).toEqual([[], [], undefined, undefined])
  })

  it('names an entity once, though keys of two of its entities are the same', () => {
    const tie = BatchItem.of(BATCH, 'link', 1, newRef(), 10, { moreEntities: [2, 1, 2, 3], exclusive: 2 })
    expect(tie.entities).toEqual([1, 2, 3])
  })
})
