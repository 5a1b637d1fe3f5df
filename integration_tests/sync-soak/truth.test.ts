import { ABSENT, CLEARED, outcomesOf, profileOf, Truth, type Observed, type RemovedAction, type Source } from './truth'

const person = (more: Partial<Source> = {}): Source => ({
  rows: ['r'],
  email: 'e',
  cart: 'open',
  amount: 1,
  isValid: true,
  ...more,
})
const model = (source?: Source) => new Map(source === undefined ? [] : [['p', source]])

function observed(profile: string, transitions: readonly string[] = [], left = 0): Observed {
  return {
    profiles: new Map(profile === ABSENT ? [] : [['p', profile]]),
    transitions: new Map([['r', transitions]]),
    left: new Map([['p', left]]),
  }
}

function truthOf(removed: RemovedAction): Truth {
  const truth = new Truth({ removed, hasEvents: true })
  expect(truth.settle([model(person())], observed(profileOf(person())))).toEqual([])
  return truth
}

describe('Truth', () => {
  it('accepts only the last version of a person', () => {
    const [changed, last] = [person({ amount: 2 }), person({ amount: 3 })]
    expect(truthOf('delete').settle([model(changed), model(last)], observed(profileOf(last)))).toEqual([])
    for (const found of [profileOf(changed), profileOf(person()), ABSENT])
      expect(truthOf('delete').settle([model(changed), model(last)], observed(found))).toHaveLength(1)
  })

  it.each<[RemovedAction, string, number]>([
    ['delete', ABSENT, 0],
    ['clear_attributes', CLEARED, 0],
    ['event', profileOf(person()), 1],
    ['ignore', profileOf(person()), 0],
  ])('knows what becomes of a removed person: %s', (removed, profile, left) => {
    expect(truthOf(removed).settle([model()], observed(profile, [], left))).toEqual([])
    expect(truthOf(removed).settle([model()], observed(profile, [], left + 1))).toHaveLength(1)
    const other = profile === ABSENT ? profileOf(person()) : ABSENT
    expect(truthOf(removed).settle([model()], observed(other, [], left))).not.toEqual([])
  })

  it('misses no event, and accepts no event twice', () => {
    const paid = person({ cart: 'paid' })
    const settle = (events: readonly string[]) =>
      truthOf('ignore').settle([model(paid)], observed(profileOf(paid), events))
    expect(settle(['open>paid'])).toEqual([])
    expect(settle([])).toHaveLength(1)
    expect(settle(['open>paid', 'open>paid'])).toHaveLength(1)
  })
})

describe('outcomesOf', () => {
  const version = (cart: string) => ({ cart, isValid: true })

  it('lists what a version may leave that was delivered in part', () => {
    const { ends, allowed } = outcomesOf(new Set(['open']), [version('inactive'), version('paid')])
    expect([...ends]).toEqual(['paid'])
    expect([...allowed].sort()).toEqual(['inactive>paid, open>inactive', 'open>inactive, open>paid', 'open>paid'])
  })

  it('gives a new row no event', () => {
    expect([...outcomesOf(new Set([undefined]), [version('open')]).allowed]).toEqual([''])
  })
})
