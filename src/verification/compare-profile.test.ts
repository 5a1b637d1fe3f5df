import fc from 'fast-check'
import { compareAttributes, heldValue, isSame, type HeldPerson } from './compare-profile'
import type { ExpectedPerson } from './expected-profile'

const held = (attributes: Record<string, string>, more: Partial<HeldPerson> = {}): HeldPerson => ({
  cioId: 'a3',
  id: '1',
  email: undefined,
  attributes,
  changedS: {},
  unsubscribed: false,
  ...more,
})
const sent = (attributes: Record<string, unknown>): ExpectedPerson => ({
  kind: 'id',
  value: '1',
  state: 'present',
  attributes,
})
const states = (attributes: Record<string, unknown>, now: Record<string, string>) =>
  Object.fromEntries(compareAttributes(sent(attributes), held(now)).map(({ attribute, state }) => [attribute, state]))

describe('isSame', () => {
  it.each([
    ['plan', 'pro', 'pro', true],
    ['plan', 'pro', 'Pro', false],
    ['email', 'Ada@Example.com', 'ada@example.com', true],
    ['n', 12.5, '12.50', true],
    ['n', 1e21, '1e21', true],
    ['n', 5, '', false],
    ['n', 5, '5 ', false],
    ['n', 1_700_000_000, '2023-11-14T22:13:20Z', false],
    ['vip', true, 'True', true],
    ['vip', true, '1', false],
    ['tags', { b: [1, 2], a: 'x' }, '{"a":"x", "b":[1.0,2]}', true],
    ['tags', ['a', 'b'], '["b","a"]', false],
    ['tags', ['a'], 'a', false],
  ])('%s: sent %j, held %j', (attribute, value, text, same) => {
    expect(isSame(attribute, value, text)).toBe(same)
  })

  it('is true for the text that the API returns for any JSON value', () => {
    const writes = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.object(),
    )
    fc.assert(fc.property(value, (any) => isSame('any', any, writes(any))))
  })
})

describe('compareAttributes', () => {
  it('distinguishes match, differs, missing and only in Customer.io', () => {
    expect(states({ a: 1, b: 'x', c: true }, { a: '1', b: 'y', z: 'here before' })).toEqual({
      a: 'match',
      b: 'differs',
      c: 'missing',
      z: 'only_in_customer_io',
    })
  })

  it('reports a match for a removed attribute that no longer exists', () => {
    expect(states({ a: '', b: null, c: '' }, { c: 'still here', b: '' })).toEqual({
      a: 'match',
      b: 'match',
      c: 'differs',
    })
  })

  it('ignores the attributes that Customer.io stores for every person', () => {
    expect(states({}, { id: '1', email: 'a@b.c', cio_id: 'a3', _last_emailed: '1', unsubscribed: 'false' })).toEqual({})
  })

  it('notes whether a value differs in its type or only in case', () => {
    const notes = compareAttributes(sent({ at: 5, plan: 'Pro' }), held({ at: 'five', plan: 'pro' })).map(
      ({ note }) => note,
    )
    expect(notes).toEqual(['sent as number, held as text', 'differs only in case or white space'])
  })

  it('reads a topic from the subscription preferences', () => {
    const name = 'cio_subscription_preferences.topics.topic_2'
    const now = held({ cio_subscription_preferences: '{"topics":{"topic_1":true,"topic_2":false}}' })
    expect(heldValue(now, name)).toBe('false')
    expect(heldValue(held({}), name)).toBeUndefined()
    expect(heldValue(held({}, { unsubscribed: true }), 'unsubscribed')).toBe('true')
  })

  it('accepts an attribute with the name of a property of every object', () => {
    expect(states({ constructor: 1 }, {})).toEqual({ constructor: 'missing' })
  })
})
