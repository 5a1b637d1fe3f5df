import { isDamaged, withoutControls } from './unicode'

it.each([
  ['', false],
  ['Zoë 😀', false],
  ['\uFFFD', true],
  ['a\uFFFDb', true],
  ['\uD83D', true],
  ['\uDE00\uD83D', true],
  ['a\uDC00', true],
])('finds characters that were lost in %j: %s', (text, damaged) => expect(isDamaged(text)).toBe(damaged))

it.each([
  ['plain\ttext\nof two lines', 'plain\ttext\nof two lines'],
  ['a\u001b[31mred\r', 'a\\u001b[31mred\\u000d'],
  ['\u0000\u007f\u009b', '\\u0000\\u007f\\u009b'],
  ['Zoë 😀', 'Zoë 😀'],
])('shows the control characters of %j', (text, shown) => expect(withoutControls(text)).toBe(shown))
