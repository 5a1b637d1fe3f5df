import { maskKey } from './mask-key'

it.each([
  ['jane.doe@example.com', 'j***@example.com'],
  ['@example.com', '***@example.com'],
  ['😀x@example.com', '😀***@example.com'],
  ['42', '42'],
  ['12345', '12345'],
  ['123456', '12***56'],
  ['+491701234567', '+4***67'],
  ['user-0000012345', 'us***45'],
  ['😀'.repeat(5), '😀😀😀😀😀'],
  ['😀'.repeat(6), '😀😀***😀😀'],
  [`ab${'x'.repeat(500)}yz`, 'ab***yz'],
])('shows %s as %s', (key, shown) => expect(maskKey(key)).toBe(shown))
