import { EmailOwners } from './email-owners'
import { entityKey } from './entity'

const id = (value: string) => ({ kind: 'id' as const, value })
const email = (value: string) => ({ kind: 'email' as const, value })

describe('EmailOwners', () => {
  it('keeps an email address with its first id, and detects a changed one', () => {
    const owners = new EmailOwners()
    const claims = [
      ['a@x.com', '1'],
      ['a@x.com', '1'],
      ['a@x.com', '2'],
      ['b@x.com', '1'],
      ['b@x.com', '1'],
      ['c@x.com', '2'],
    ] as const
    expect(claims.map(([address, one]) => owners.claim(address, one, true))).toEqual([
      'free',
      'free',
      'taken',
      'changed',
      'free',
      'free',
    ])
  })

  it('frees an address that its person left, and names the person', () => {
    const owners = new EmailOwners()
    owners.claim('shop@x.io', '1', true)
    owners.claim('other@x.io', '1', true)
    expect(owners.before).toEqual([])
    expect(owners.claim('shop@x.io', '2', true)).toBe('free')
    expect(owners.before).toContain(entityKey('id', '1'))
    expect(owners.claim('shop@x.io', '1', true)).toBe('taken')
    expect(owners.claim('other@x.io', '1', true)).toBe('free')
    expect(owners.claim('other@x.io', '2', true)).toBe('taken')
  })

  it('does not free an address by a row that does not move its person', () => {
    const owners = new EmailOwners()
    owners.claim('shop@x.io', '1', false)
    expect(owners.claim('other@x.io', '1', false)).toBe('changed')
    expect(owners.claim('shop@x.io', '2', false)).toBe('taken')
  })

  it.each([
    ['id', id('1'), []],
    ['email address in any case', email('E@x.io'), [entityKey('id', '1'), entityKey('email', 'e@x.io')]],
  ])('frees the address of a deleted person who is named by %s', (_, person, entities) => {
    const owners = new EmailOwners()
    owners.claim('e@x.io', '1', true)
    expect(owners.release(person)).toEqual(entities)
    expect(owners.claim('e@x.io', '2', true)).toBe('free')
    expect(owners.before).toContain(entityKey('id', '1'))
  })

  it('keeps the address of a person who is written again after the deletion', () => {
    const owners = new EmailOwners()
    owners.claim('e@x.io', '1', true)
    owners.release(id('1'))
    expect(owners.claim('f@x.io', '1', true)).toBe('free')
    expect(owners.claim('f@x.io', '2', true)).toBe('taken')
    expect(owners.claim('e@x.io', '2', true)).toBe('free')
  })

  it('ignores the deletion of a person by an address that the person has left', () => {
    const owners = new EmailOwners()
    owners.claim('e@x.io', '1', true)
    owners.claim('f@x.io', '1', true)
    owners.release(email('e@x.io'))
    expect(owners.claim('f@x.io', '2', true)).toBe('taken')
  })

  it('names the address itself to a row after an item that it named', () => {
    const owners = new EmailOwners()
    owners.release(email('e@x.io'))
    owners.claim('e@x.io', '1', true)
    expect(owners.before).toEqual([entityKey('email', 'e@x.io')])
  })

  it('gives the address of a merged person to a primary without one, and frees it otherwise', () => {
    const owners = new EmailOwners()
    owners.claim('a@x.io', '1', true)
    owners.merge(id('2'), id('1'))
    expect(owners.claim('a@x.io', '3', true)).toBe('taken')
    expect(owners.claim('b@x.io', '2', true)).toBe('changed')
    expect(owners.claim('a@x.io', '3', true)).toBe('free')
    expect(owners.before).toContain(entityKey('id', '2'))
    expect(owners.merge(email('b@x.io'), email('a@x.io'))).toEqual([
      entityKey('id', '2'),
      entityKey('email', 'b@x.io'),
      entityKey('id', '3'),
      entityKey('email', 'a@x.io'),
    ])
    expect(owners.claim('a@x.io', '4', true)).toBe('free')
    expect(owners.claim('b@x.io', '4', true)).toBe('taken')
  })
})
