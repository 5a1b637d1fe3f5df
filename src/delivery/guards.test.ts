import fc from 'fast-check'
import { Guards, type GuardLimits } from './guards'
import { createItem, createStream } from './testing/row-factories'

const NO_LIMITS: GuardLimits = {
  maxRejectedPercent: 100,
  maxPeople: undefined,
  maxDeletes: undefined,
  maxLiveEvents: () => undefined,
  maxNullPercent: new Map(),
}
const stream = createStream('people')
const PERSON = { writesPeople: true, irreversible: false }
const DELETE = { writesPeople: true, irreversible: true }

const made = (limits: Partial<GuardLimits>) => new Guards({ ...NO_LIMITS, ...limits })
const person = (n: number) => ({
  kind: 'item' as const,
  item: createItem([`${n}`], 'upsert'),
  person: { kind: 'id' as const, value: `${n}` },
})
const event = (live: boolean) => ({ kind: 'item' as const, item: createItem(['1'], 'append', {}, { live }) })

describe('Guards', () => {
  it('accepts exactly the allowed number of different people, however often they come', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.array(fc.nat(30), { maxLength: 100 }), (maxPeople, rows) => {
        const guards = made({ maxPeople })
        const seen = new Set<number>()
        for (const n of rows) {
          const isOneTooMany = !seen.has(n) && seen.size === maxPeople
          const stop = guards.check(person(n), stream, PERSON)
          expect(stop?.option).toBe(isOneTooMany ? 'guards.max_people' : undefined)
          if (!isOneTooMany) seen.add(n)
        }
      }),
    )
  })

  it('accepts exactly the allowed number of irreversible operations', () => {
    fc.assert(
      fc.property(fc.nat(10), (maxDeletes) => {
        const guards = made({ maxDeletes })
        for (let n = 0; n < maxDeletes; n++) expect(guards.check(person(1), stream, DELETE)).toBeUndefined()
        expect(guards.check(person(1), stream, DELETE)?.option).toBe('guards.max_deletes')
        expect(guards.check(person(1), stream, PERSON)).toBeUndefined()
      }),
    )
  })

  it('counts live events per stream, and not those that cannot trigger a campaign', () => {
    const other = createStream('other')
    const guards = made({ maxLiveEvents: (one) => (one === stream ? 1 : undefined) })
    const EVENTS = { writesPeople: false, irreversible: false }
    expect(guards.check(event(true), stream, EVENTS)).toBeUndefined()
    expect(guards.check(event(false), stream, EVENTS)).toBeUndefined()
    for (let n = 0; n < 5; n++) expect(guards.check(event(true), other, EVENTS)).toBeUndefined()
    expect(guards.check(event(true), stream, EVENTS)?.option).toBe('events.max_live_events')
  })

  it('judges rejected rows from 1,000 rows on, at the end from 20, and only beyond the limit', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(0, 19, 20, 999, 1000), fc.nat(3000)),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(100),
        (read, share, maxRejectedPercent) => {
          const guards = made({ maxRejectedPercent })
          const rejected = Math.round(read * share)
          const isTooMany = rejected * 100 > maxRejectedPercent * read
          const counts = { read, rejected }
          expect(guards.judge(stream, counts, false) !== undefined).toBe(read >= 1000 && isTooMany)
          expect(guards.judge(stream, counts, true) !== undefined).toBe(read >= 20 && isTooMany)
          expect(guards.holds(counts)).toBe(read >= 20 && isTooMany)
        },
      ),
    )
  })
})
