import { maskValue } from './mask-value'

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

describe('maskValue', () => {
  it('shows the kind of a value, and not what it says', () => {
    expect(maskValue('Ada Lovelace')).toBe('Ad* Lo******')
    expect(maskValue(1234567890)).toBe('12******90')
    expect(maskValue({ name: 'Ada', tags: ['x'] })).toBe('{"name": Ad*, "tags": ...}')
    expect(maskValue([['a'], ['b']])).toBe('[[a], [b]]')
  })

  it.each([3_000, 100_000])('shows the outer levels of JSON of %d levels', (levels) => {
    expect(maskValue(nested(levels))).toBe('[[[...]]]')
    expect(maskValue(JSON.parse(nested(levels)))).toBe('[[[...]]]')
    expect(maskValue([JSON.stringify([nested(10)])])).toBe('[[[[...]]]]'.slice(1, -1))
  })
})
