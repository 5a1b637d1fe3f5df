import { sha256First10Bytes } from '../lib/hash'

/** Crockford's base32, as the ULID specification has it (github.com/ulid/spec). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** The time part of every id: 2024-01-01T00:00:00Z in milliseconds, 48 bits. It says nothing of when an event was. */
const TIME_PART = [0x01, 0x8c, 0xc2, 0x51, 0xf4, 0x00] as const
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/

/**
 * The id of an event: a ULID that is a pure function of scope, name and key, so that the same event has the same id on
 * every machine and in every run. 26 characters over 128 bits: the constant time part and the first 10 bytes of
 * SHA-256 over `JSON.stringify([scope, name, ...key])`.
 */
export function eventId(scope: string, name: string, key: readonly string[]): string {
  return toBase32([...TIME_PART, ...sha256First10Bytes(JSON.stringify([scope, name, ...key]))])
}

/** True for a text that already is a ULID in its canonical, upper-case form. */
export function isUlid(text: string): boolean {
  return ULID.test(text)
}

function toBase32(bytes: readonly number[]): string {
  let text = ''
  let buffer = 0
  // 128 bits are 25 groups of five and one of three, which comes first.
  let bits = 2
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET.charAt((buffer >>> bits) & 31)
    }
    buffer &= (1 << bits) - 1
  }
  return text
}
