import fc from 'fast-check'
import { isGlob, matchesGlob } from './glob'

describe('a pattern of names', () => {
  it.each([
    ['UTM_*', 'UTM_SOURCE', true],
    ['UTM_*', 'UTM_', true],
    ['UTM_*', 'utm_source', false],
    ['*', '', true],
    ['?', '', false],
    ['a?c', 'abc', true],
    ['a.c', 'abc', false],
    ['*_at', 'created_at_at', true],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXbYbZ', false],
    ['a', 'ab', false],
  ])('%s on %s: %s', (pattern, name, expected) => expect(matchesGlob(pattern, name)).toBe(expected))

  it('matches as a regular expression would', () => {
    const text = fc.stringMatching(/^[ab]{0,8}$/)
    const pattern = fc.stringMatching(/^[ab*?]{0,6}$/)
    fc.assert(
      fc.property(pattern, text, (one, name) => {
        const regex = new RegExp(`^${one.replace(/\*+/g, '.*').replace(/\?/g, '.')}$`)
        expect(matchesGlob(one, name)).toBe(regex.test(name))
      }),
    )
  })

  it('takes no exponential time', () => {
    expect(matchesGlob(`${'a*'.repeat(30)}b`, 'a'.repeat(5000))).toBe(false)
  })

  it('is told from a name by its wildcards', () => {
    expect(['a*', 'a?', 'a', ''].map(isGlob)).toEqual([true, true, false, false])
  })
})
