import { isDamaged } from './unicode'

it.each([
  ['', false],
  ['Zoë 😀', false],
  ['\uFFFD', true],
  ['a\uFFFDb', true],
  ['\uD83D', true],
  ['\uDE00\uD83D', true],
  ['a\uDC00', true],
])('finds characters that were lost in %j: %s', (text, damaged) => expect(isDamaged(text)).toBe(damaged))
