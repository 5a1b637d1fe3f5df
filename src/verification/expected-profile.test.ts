import fc from 'fast-check'
import { PeopleSample } from './expected-profile'

const item = (item: unknown) => JSON.stringify(item)
const identify = (id: string, attributes: Record<string, unknown>) =>
  item({ type: 'person', identifiers: { id }, action: 'identify', attributes })
const action = (id: string, name: string) => item({ type: 'person', identifiers: { id }, action: name })

function take(limit: number, ...items: string[]) {
  const sample = new PeopleSample(limit)
  for (const one of items) sample.take(one)
  return sample.people
}

describe('PeopleSample', () => {
  it('keeps the last value of each attribute', () => {
    expect(take(9, identify('1', { a: 1, b: 1 }), identify('1', { b: 2 }))).toEqual([
      { kind: 'id', value: '1', state: 'present', attributes: { a: 1, b: 2 } },
    ])
  })

  it('discards what was sent before a deletion, a suppression or a merge', () => {
    const merge = item({ type: 'person', action: 'merge', primary: { id: '9' }, secondary: { id: '3' } })
    expect(
      take(
        9,
        identify('1', { a: 1 }),
        action('1', 'delete'),
        identify('2', { a: 1 }),
        action('2', 'suppress'),
        identify('3', { a: 1 }),
        merge,
      ),
    ).toEqual(['1', '2', '3'].map((value) => ({ kind: 'id', value, state: 'absent', attributes: {} })))
    expect(take(9, action('1', 'delete'), identify('1', { b: 2 }))).toMatchObject([
      { state: 'present', attributes: { b: 2 } },
    ])
  })

  it('expects a person only if known for an update that creates no one, unless an earlier item creates them', () => {
    expect(take(9, identify('1', { _update: true, a: 1 }))).toMatchObject([{ state: 'if_known', attributes: { a: 1 } }])
    expect(take(9, identify('1', {}), identify('1', { _update: true }))).toMatchObject([{ state: 'present' }])
  })

  it('ignores events and the bare ids of a segment', () => {
    expect(take(9, action('1', 'event'), item('1'))).toEqual([])
  })

  it('keeps at most `limit` people, the same ones in any order, each with every change that was sent', () => {
    const changes = fc.array(fc.record({ id: fc.nat(60), a: fc.nat(9), name: fc.constantFrom('x', 'y') }), {
      maxLength: 300,
    })
    fc.assert(
      fc.property(changes, fc.integer({ min: 0, max: 20 }), (rows, limit) => {
        const items = rows.map(({ id, a, name }) => identify(String(id), { [name]: a }))
        const kept = take(limit, ...items)
        const all = new Map(take(Infinity, ...items).map((person) => [person.value, person]))
        expect(kept).toHaveLength(Math.min(limit, all.size))
        for (const person of kept) expect(person).toEqual(all.get(person.value))
        const reversed = take(limit, ...items.toReversed())
        expect(reversed.map(({ value }) => value).sort()).toEqual(kept.map(({ value }) => value).sort())
      }),
    )
  })
})
