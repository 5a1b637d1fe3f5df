import { maskKey } from './mask-key'

it.each([
  ['jane.doe@example.com', 'j***@example.com'],
  ['@example.com', '***@example.com'],
  ['😀x@example.com', '😀***@example.com'],
  ['12345', '12345'],
  ['x'.repeat(50), `${'x'.repeat(40)}...`],
])('shows %s as %s', (key, shown) => expect(maskKey(key)).toBe(shown))
