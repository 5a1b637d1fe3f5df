import { LosslessNumber } from '../lib/json'
import { canonicalText } from './canonical-text'
import { toInteger, toNumber } from './coerce-numbers'
import { Invalid } from './invalid-value'

// Each took half a minute or more when its time grew with the square of the length.
const LENGTH = 400_000

describe('numbers with hundreds of thousands of digits', () => {
  it.each([
    ['digits before a letter', `${'1'.repeat(LENGTH)}x`],
    ['digits before two points', `${'1'.repeat(LENGTH)}..`],
    ['zeros before a letter', `0.${'0'.repeat(LENGTH)}x`],
  ])('are refused where they are not a number: %s', (_, text) => {
    expect(toNumber(text)).toBeInstanceOf(Invalid)
    expect(toInteger(text)).toBeInstanceOf(Invalid)
  })

  it('keep every digit', () => {
    const zeros = '0'.repeat(LENGTH)
    expect(toNumber(`1${zeros}.${zeros}1${zeros}`)).toBe(`1${zeros}.${zeros}1`)
    expect(canonicalText(new LosslessNumber(`1${zeros}.${zeros}1`))).toBe(`1${zeros}.${zeros}1`)
  })
})
