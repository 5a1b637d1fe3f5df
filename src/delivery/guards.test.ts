import fc from 'fast-check'
import type { SourceStream } from '../core/stream'
import { GuardError, Guards, type GuardLimits, type GuardedStream } from './guards'
import { createMappedItem, createStream } from './testing/row-factories'

const NO_LIMITS: GuardLimits = {
  maxRejectedPercent: 100,
  maxPeople: undefined,
  maxDeletes: undefined,
  maxLiveEvents: () => undefined,
  maxNullPercent: new Map(),
}
const HOUR_S = 3600
const NOW_MS = 100 * HOUR_S * 1000
const stream = createStream('people')
const PERSON = { object: 'person', operation: 'upsert', writesPeople: true, irreversible: false }
const DELETE = { ...PERSON, operation: 'delete', irreversible: true }
const EVENTS = { object: 'event', operation: 'insert', writesPeople: false, irreversible: false }

const made = (limits: Partial<GuardLimits>, mode?: 'enforce' | 'observe') =>
  new Guards({ ...NO_LIMITS, ...limits }, mode)
const person = (n: number, clearsWatched = false) => ({
  kind: 'item' as const,
  item: createMappedItem([`${n}`], 'upsert'),
  person: { kind: 'id' as const, value: `${n}` },
  clearsWatched,
})
const event = (hours?: number, name = 'bought') => ({
  kind: 'item' as const,
  item: createMappedItem(['1'], 'append'),
  ...(hours === undefined ? {} : { liveEvent: { name, timestampS: NOW_MS / 1000 - hours * HOUR_S } }),
})
const admitter =
  (guards: Guards, what: GuardedStream, of: SourceStream = stream) =>
  (item: Parameters<Guards['admit']>[0]) =>
    guards.admit(item, of, what, NOW_MS)

describe('Guards', () => {
  it('stops before the person who is one too many, however often each comes', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.array(fc.nat(30), { maxLength: 100 }), (maxPeople, rows) => {
        const guards = made({ maxPeople })
        const admit = admitter(guards, PERSON)
        const seen = new Set<number>()
        for (const n of rows) {
          const isOneTooMany = !seen.has(n) && seen.size === maxPeople
          expect(admit(person(n))).toBe(isOneTooMany ? 'stop' : 'send')
          if (!isOneTooMany) seen.add(n)
        }
        const isExceeded = new Set(rows).size > maxPeople
        expect(guards.violations).toEqual(
          isExceeded ? [{ guard: 'guards.max_people', limit: maxPeople, count: maxPeople + 1, stream: 'people' }] : [],
        )
      }),
    )
  })

  it('names the deletion where a marker deletes rows of a stream that is otherwise written', () => {
    const guards = made({ maxDeletes: 0 })
    admitter(guards, PERSON)({ ...person(1), irreversible: true })
    expect(guards.violations).toMatchObject([{ operations: [{ object: 'person', operation: 'delete', count: 1 }] }])
  })

  it('holds irreversible operations up to the limit, drops all of them beyond it, and counts to the end', () => {
    fc.assert(
      fc.property(fc.nat(10), fc.nat(20), (maxDeletes, deletes) => {
        const guards = made({ maxDeletes })
        const admit = admitter(guards, DELETE)
        const admissions = Array.from({ length: deletes }, (_, n) => admit(person(n)))
        expect(admissions).toEqual(admissions.map((_, n) => (n < maxDeletes ? 'hold' : 'drop')))
        expect(admitter(guards, PERSON)(person(99))).toBe(deletes > maxDeletes ? 'drop' : 'send')
        const operations = [{ stream: 'people', object: 'person', operation: 'delete', count: deletes }]
        expect(guards.violations).toEqual(
          deletes > maxDeletes
            ? [{ guard: 'guards.max_deletes', limit: maxDeletes, count: deletes, stream: null, operations }]
            : [],
        )
      }),
    )
  })

  it('counts a row that deletes in a stream of another operation', () => {
    const guards = made({ maxDeletes: 0 })
    expect(admitter(guards, PERSON)({ ...person(1), irreversible: true })).toBe('drop')
  })

  it('counts live events of each stream, with their ages and most frequent names', () => {
    const other = createStream('other')
    const guards = made({ maxLiveEvents: (one) => (one === stream ? 2 : undefined) })
    const admit = admitter(guards, EVENTS)
    expect(admit(event(5))).toBe('hold')
    expect(admit(event())).toBe('send')
    for (let n = 0; n < 5; n++) expect(admitter(guards, EVENTS, other)(event(1))).toBe('send')
    expect(admit(event(70, 'viewed'))).toBe('hold')
    expect(guards.violations).toEqual([])
    expect(admit(event(1))).toBe('drop')
    expect(guards.violations).toEqual([
      {
        guard: 'events.max_live_events',
        stream: 'people',
        limit: 2,
        count: 3,
        events: {
          youngestS: HOUR_S,
          oldestS: 70 * HOUR_S,
          names: [
            { name: 'bought', count: 2 },
            { name: 'viewed', count: 1 },
          ],
          otherNames: 0,
        },
      },
    ])
  })

  it('judges rejected rows from 1,000 rows on, at the end from 20 or, if all are rejected, from 5', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(0, 4, 5, 19, 20, 999, 1000), fc.nat(3000)),
        fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
        fc.nat(100),
        (read, share, maxRejectedPercent) => {
          const rejected = Math.round(read * share)
          const isTooMany = rejected * 100 > maxRejectedPercent * read
          const isJudgedAtEnd = read >= 20 || (read >= 5 && rejected === read)
          const counts = { read, rejected }
          expect(made({ maxRejectedPercent }).judgeRejected(stream, counts, false)).toBe(read >= 1000 && isTooMany)
          expect(made({ maxRejectedPercent }).judgeRejected(stream, counts, true)).toBe(isJudgedAtEnd && isTooMany)
          expect(made({ maxRejectedPercent }).holdsState(stream, counts)).toBe(isJudgedAtEnd && isTooMany)
        },
      ),
    )
  })

  it('judges nulls of the whole input from 20 rows on, warns below, and holds states until then', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(100), (rows, share, limit) => {
        const nulls = Math.round(rows * share)
        const counts = { rows, byAttribute: new Map([['plan', nulls]]) }
        const guards = made({ maxNullPercent: new Map([['plan', limit]]) })
        expect(guards.admit(person(1, true), stream, { ...PERSON, nulls: counts }, NOW_MS)).toBe('hold')
        expect(guards.holdsState(stream, { read: rows, rejected: 0 })).toBe(true)
        expect(guards.violations).toEqual([])
        const isTooMany = nulls * 100 > limit * rows
        expect(guards.judgeNulls()).toBe(isTooMany && rows >= 20)
        expect(guards.holdsState(stream, { read: rows, rejected: 0 })).toBe(isTooMany && rows >= 20)
        const violation = {
          guard: 'guards.max_null_percent',
          stream: 'people',
          attribute: 'plan',
          limit,
          count: nulls,
          rows,
        }
        expect(guards.violations).toEqual(isTooMany && rows >= 20 ? [violation] : [])
        expect(guards.nullWarnings).toEqual(isTooMany && rows < 20 ? [violation] : [])
      }),
    )
  })

  it('finds the same violations in a dry run, which sends everything', () => {
    const limits = { maxPeople: 1, maxDeletes: 1, maxLiveEvents: () => 1, maxRejectedPercent: 10 }
    const guards = made({ ...limits, maxNullPercent: new Map([['plan', 10]]) }, 'observe')
    const nulls = { rows: 20, byAttribute: new Map([['plan', 20]]) }
    for (let n = 0; n < 3; n++) {
      expect(guards.admit(person(n, true), stream, { ...PERSON, nulls }, NOW_MS)).toBe('send')
      expect(admitter(guards, DELETE)(person(n))).toBe('send')
      expect(admitter(guards, EVENTS)(event(1))).toBe('send')
    }
    expect(guards.judgeRejected(stream, { read: 1000, rejected: 500 }, false)).toBe(false)
    expect(guards.judgeRejected(stream, { read: 2000, rejected: 500 }, true)).toBe(false)
    expect(guards.judgeNulls()).toBe(false)
    expect(guards.isCounting).toBe(false)
    expect(guards.violations.map(({ guard, count }) => [guard, count])).toEqual([
      ['events.max_live_events', 3],
      ['guards.max_deletes', 3],
      ['guards.max_null_percent', 20],
      ['guards.max_people', 2],
      // The share that a run would stop at, not that of the whole input.
      ['guards.max_rejected_percent', 500],
    ])
  })

  it('names every violation in one error', () => {
    const violation = { guard: 'guards.max_people', limit: 1, count: 2, stream: 'people' } as const
    expect(new GuardError([violation, { ...violation, stream: 'others' }]).message.split('\n')).toEqual([
      expect.stringMatching(/^Stopped by guards.max_people: one run may write 1 person, and people has more/),
      expect.stringMatching(/^Stopped by guards.max_people: one run may write 1 person, and others has more/),
    ])
  })
})
