import { FakeClock } from '../../src/lib/testing/fake-clock'
import { seededRandom } from '../../src/delivery/testing/simulation'
import { mergeItems } from '../../src/mapping/merge'
import { Workspace } from '../../src/sandbox/workspace'

/** Merged and unmerged updates of one person must have the same result in the sandbox. */

const SEEDS = 4000
const EMAILS = ['one@x.io', 'shared@x.io', 'taken@x.io']
const PREFERENCES = 'cio_subscription_preferences'

type Random = () => number
const pick = <Value>(random: Random, values: readonly Value[]): Value =>
  values[Math.floor(random() * values.length)] as Value

function update(random: Random): string {
  const chance = (share: number) => random() < share
  const attributes = {
    ...(chance(0.2) ? { _update: true } : {}),
    ...(chance(0.4) ? { email: pick(random, EMAILS) } : {}),
    ...(chance(0.2) ? { phone: pick(random, ['+491', '+492']) } : {}),
    ...(chance(0.2) ? { anonymous_id: pick(random, ['A', 'B']) } : {}),
    ...(chance(0.3) ? { [PREFERENCES]: { topics: { topic_1: chance(0.5), topic_2: chance(0.5) } } } : {}),
    ...(chance(0.3) ? { [`${PREFERENCES}.topics.topic_1`]: chance(0.5) } : {}),
    ...(chance(0.3) ? { unsubscribed: chance(0.5) } : {}),
    ...(chance(0.3) ? { created_at: Math.floor(random() * 100) } : {}),
    ...(chance(0.5) ? { plan: pick(random, ['pro', 'free', '', null]) } : {}),
    ...(chance(0.2) ? { a: { b: 1 } } : {}),
    ...(chance(0.2) ? { 'a.b': 2 } : {}),
  }
  const time = chance(0.3) ? `,"timestamp":${pick(random, [1000, 2000])}` : ''
  return `{"type":"person","identifiers":{"id":"1"},"action":"identify"${time},"attributes":${JSON.stringify(attributes)}}`
}

/** The people, and who owns the anonymous events, after profiles that exist before and the updates. */
function resultOf(before: readonly object[], updates: readonly string[]): unknown {
  const workspace = new Workspace({ identifiers: 'id+email+phone' }, new FakeClock(5_000_000))
  for (const operation of before) workspace.apply(operation as never)
  for (const text of updates) workspace.apply(JSON.parse(text) as never)
  return {
    people: [...workspace.people.all].map(({ id, email, phone, attributes }) => ({
      id,
      email,
      phone,
      attributes: Object.fromEntries([...attributes].map(([name, { value }]) => [name, value])),
    })),
    events: workspace.events.map(({ person, name }) => ({ person, name })),
    failed: workspace.people.failedChangeCount > 0,
  }
}

function mergedOf(updates: readonly string[]): readonly string[] {
  return updates.reduce<string[]>((items, one) => {
    const last = items.at(-1)
    const both = last === undefined ? undefined : mergeItems(last, one)
    return both === undefined ? [...items, one] : [...items.slice(0, -1), both]
  }, [])
}

const identify = (identifiers: object, attributes: object = {}) => ({
  type: 'person',
  action: 'identify',
  identifiers,
  attributes,
})
const anonymous = (id: string) => ({
  type: 'person',
  action: 'event',
  identifiers: { anonymous_id: id },
  name: `seen ${id}`,
  attributes: {},
})

describe('merging updates of one person', () => {
  it(`changes nothing, in ${SEEDS} random sequences`, () => {
    let merged = 0
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = seededRandom(seed)
      const before = [
        identify({ email: 'shared@x.io' }, { from: 'shared' }),
        identify({ id: '2' }, { email: 'taken@x.io' }),
        anonymous('A'),
        anonymous('B'),
        ...(random() < 0.5 ? [identify({ id: '1' })] : []),
      ]
      const updates = Array.from({ length: 2 + Math.floor(random() * 4) }, () => update(random))
      const items = mergedOf(updates)
      merged += updates.length - items.length
      expect({ seed, result: resultOf(before, items) }).toEqual({ seed, result: resultOf(before, updates) })
    }
    expect(merged).toBeGreaterThan(SEEDS / 10)
  })
})
