import { trimChar, trimCharEnd } from './trim'

describe('trimChar', () => {
  it.each([
    ['__a_b__', 'a_b', '__a_b'],
    ['a', 'a', 'a'],
    ['___', '', ''],
    ['', '', ''],
    ['a__', 'a', 'a'],
  ])('removes the character from both ends of %j, trimCharEnd only from its end', (text, both, end) => {
    expect([trimChar(text, '_'), trimCharEnd(text, '_')]).toEqual([both, end])
  })
})
