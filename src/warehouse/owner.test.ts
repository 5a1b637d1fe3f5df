import { ownerDifference } from './owner'
import type { ModelState, StateOwner } from './state-store'

const OWNER: StateOwner = { workspace: 'us, environment 1', activation: 'shop', place: '/a/shop.yml' }

function differenceFrom(before: Partial<StateOwner> | undefined, isNamed: boolean) {
  const owner = before && { ...OWNER, ...before }
  return ownerDifference({ owner } as ModelState, OWNER, isNamed)
}

describe('ownerDifference', () => {
  it.each<[string, Partial<StateOwner> | undefined, boolean, string | undefined]>([
    ['nothing differs', {}, false, undefined],
    ['the state has no owner', undefined, false, undefined],
    ['the workspace differs', { workspace: 'eu, environment 1' }, true, 'workspace'],
    ['a named activation moved', { place: '/b/shop.yml' }, true, undefined],
    ['an activation without a name moved', { place: '/b/shop.yml' }, false, 'activation'],
    ['an activation got a name', { activation: 'other' }, true, undefined],
    ['another activation is at another place', { activation: 'other', place: '/b' }, true, 'activation'],
    ['another activation wrote for another workspace', { workspace: 'eu', place: '/b' }, false, 'activation'],
  ])('is right if %s', (_, before, isNamed, expected) => {
    expect(differenceFrom(before, isNamed)).toBe(expected)
  })
})
