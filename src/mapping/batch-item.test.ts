import { Entry } from './entry'
import { BATCH } from './endpoints'
import { madeStream } from './testing/made-mapping'
import type { RowRef } from '../lib/rows'

const stream = madeStream('made')
const newRef = (): RowRef => ({ stream, position: 1, segment: 0, key: undefined, row: undefined, settled: false })

/** Takes all settled entries that are left of other tests. */
function newEntry(): Entry {
  return Entry.of(BATCH, 'set', 1, newRef(), 10)
}

describe('Entry', () => {
  it('says where it is: waiting, in an open body, on its way, or settled', () => {
    const where = ({ isWaiting, isDeparted, place }: Entry) => ({ isWaiting, isDeparted, place })
    const entry = newEntry()
    expect(where(entry)).toEqual({ isWaiting: true, isDeparted: false, place: undefined })
    entry.enter(0)
    expect(where(entry)).toEqual({ isWaiting: true, isDeparted: false, place: 0 })
    entry.depart()
    expect(where(entry)).toEqual({ isWaiting: false, isDeparted: true, place: undefined })
    entry.release()
    expect(where(entry)).toEqual({ isWaiting: false, isDeparted: false, place: undefined })
  })

  it('is made of a settled one, of which nothing is left', () => {
    const old = Entry.of(BATCH, 'append', 1, newRef(), 10, { json: '{"old":1}', live: true })
    old.enter(7)
    old.depart()
    old.json = '{"old":1}'
    old.release()
    // Nobody may need it for long.
    expect(old.json).toBe('')
    const ref = newRef()
    const next = Entry.of(BATCH, 'set', 2, ref, 20)
    expect(next).toBe(old)
    expect(next).toMatchObject({ order: 'set', entity: 2, bytes: 20, json: '', live: false, isWaiting: true })
    expect([next.place, next.exclusive, next.parts]).toEqual([undefined, undefined, undefined])
    expect(next.rows).toEqual([ref])
    expect(next.rows[0]).toBe(ref)
    expect(next.entities).toEqual([2])
    expect(newEntry()).not.toBe(next)
  })

  it.each([
    ['of two entities', { moreEntities: [2] }],
    ['with an entity of its own that is its only one', { moreEntities: [1], exclusive: 1 }],
    ['of two rows', { moreRows: [newRef()] }],
    ['that was merged', { parts: [] }],
  ])('is never made of one %s', (_, extras) => {
    const old = Entry.of(BATCH, 'relate', 1, newRef(), 10, extras)
    old.depart()
    old.release()
    const next = newEntry()
    expect(next).not.toBe(old)
    expect([next.moreEntities, next.moreRows, next.exclusive, next.parts]).toEqual([[], [], undefined, undefined])
  })

  it('names an entity once, though keys of two of its entities are the same', () => {
    const tie = Entry.of(BATCH, 'relate', 1, newRef(), 10, { moreEntities: [2, 1, 2, 3], exclusive: 2 })
    expect(tie.entities).toEqual([1, 2, 3])
  })
})
