import fc from 'fast-check'
import type { Entry, Order } from '../mapping/entry'
import { Parking } from './parking'
import { madeEntry, madeKey } from './testing/made-rows'

const conflict = (a: Order, b: Order) =>
  a === 'barrier' || b === 'barrier' || (a === 'set' && b !== 'append') || (b === 'set' && a !== 'append')

describe('Parking', () => {
  it('lets attributes of one person wait for each other, but not events', () => {
    const parking = new Parking()
    const set = madeEntry(['p'], 'set')
    const next = madeEntry(['p'], 'set')
    const event = madeEntry(['p'], 'append')
    expect([set, next, event].map((entry) => parking.admit(entry))).toEqual([true, false, true])
    expect(parking.parked).toBe(1)
    expect(parking.settle(set)).toEqual([next])
    expect(parking.parked).toBe(0)
  })

  it('never lets anything pass a barrier, on either side of it', () => {
    const parking = new Parking()
    const before = madeEntry(['p'], 'append')
    const merge = madeEntry(['p', 'q'], 'barrier')
    const afterP = madeEntry(['p'], 'append')
    const afterQ = madeEntry(['q'], 'set')
    expect([before, merge, afterP, afterQ].map((entry) => parking.admit(entry))).toEqual([true, false, false, false])
    expect(parking.settle(before)).toEqual([merge])
    expect(parking.settle(merge)).toEqual([afterP, afterQ])
  })

  it('lets many relationships of one object go together, but only one of a pair', () => {
    const parking = new Parking()
    const tie = (person: string) =>
      madeEntry([person, 'o', `${person}-o`], 'relate', {}, { exclusive: madeKey(`${person}-o`) })
    const object = madeEntry(['o'], 'set')
    const [a, b, again] = [tie('a'), tie('b'), tie('a')]
    expect([object, a, b, again].map((entry) => parking.admit(entry))).toEqual([true, false, false, false])
    expect(parking.settle(object)).toEqual([a, b])
    expect(parking.settle(b)).toEqual([])
    expect(parking.settle(a)).toEqual([again])
  })

  it('offers the last waiting set for merging, until it departs or a barrier comes', () => {
    const parking = new Parking()
    const first = madeEntry(['p'], 'set', 1)
    parking.admit(first)
    first.enter(7)
    expect(parking.mergeTarget(madeEntry(['p'], 'set', 2))).toBe(first)
    expect(parking.mergeTarget(madeEntry(['p'], 'append'))).toBeUndefined()
    first.depart()
    expect(parking.mergeTarget(madeEntry(['p'], 'set', 2))).toBeUndefined()

    const parked = madeEntry(['p'], 'set', 2)
    expect(parking.admit(parked)).toBe(false)
    expect(parking.mergeTarget(madeEntry(['p'], 'set', 3))).toBe(parked)
    const merged = madeEntry(['p'], 'set', 23)
    parking.replace(parked, merged)
    parking.admit(madeEntry(['p'], 'barrier'))
    expect(parking.mergeTarget(madeEntry(['p'], 'set', 4))).toBeUndefined()
    expect(parking.settle(first)).toEqual([merged])
  })

  it('offers a set for merging that was alone when an event came behind it', () => {
    const parking = new Parking()
    const first = madeEntry(['p'], 'set', 1)
    expect([first, madeEntry(['p'], 'append')].map((entry) => parking.admit(entry))).toEqual([true, true])
    expect(parking.mergeTarget(madeEntry(['p'], 'set', 2))).toBe(first)
  })

  it('keeps conflicting entries apart and in order, and forgets nobody, in any interleaving', () => {
    const step = fc.record({
      order: fc.constantFrom<Order>('set', 'set', 'append', 'relate', 'barrier'),
      entities: fc.uniqueArray(fc.constantFrom('p', 'q', 'r'), { minLength: 1, maxLength: 2 }),
      settle: fc.option(fc.nat(), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const parking = new Parking()
        const all: Entry[] = []
        const active: Entry[] = []
        const left: Entry[] = []
        const start = (entries: readonly Entry[]) => {
          for (const entry of entries) {
            for (const other of active) {
              const shared = other.entities.some((key) => entry.entities.includes(key))
              expect(shared && conflict(entry.order, other.order)).toBe(false)
            }
            active.push(entry)
            left.push(entry)
          }
        }
        const settle = (pick: number) => {
          const [entry] = active.splice(pick % active.length, 1) as [Entry]
          start(parking.settle(entry))
        }
        for (const { order, entities, settle: pick } of steps) {
          const entry = madeEntry(entities, order)
          all.push(entry)
          if (parking.admit(entry)) start([entry])
          if (pick !== undefined && active.length > 0) settle(pick)
        }
        while (active.length > 0) settle(active.length - 1)
        expect(parking.parked).toBe(0)
        expect(left).toHaveLength(all.length)
        // Conflicting entries of one entity left in the order in which they came.
        const position = new Map(left.map((entry, index) => [entry, index]))
        all.forEach((older, index) => {
          for (const newer of all.slice(index + 1)) {
            const shared = older.entities.some((key) => newer.entities.includes(key))
            if (shared && conflict(older.order, newer.order)) {
              expect(position.get(older)!).toBeLessThan(position.get(newer)!)
            }
          }
        })
      }),
      { numRuns: 200 },
    )
  })
})
