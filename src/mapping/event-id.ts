import { sha256Hex } from '../lib/hash'

/** Crockford's base32, as the ULID specification has it (github.com/ulid/spec). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** 0x018CC251F400, 2024-01-01T00:00:00Z in milliseconds: 48 bits in 10 characters. It does not say when an event was. */
const TIME_PART = '01HK153X00'
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/

/**
 * The id of an event: a ULID that is a pure function of scope, name and key, so that the same event has the same id on
 * every machine and in every run. 26 characters over 128 bits: the constant time part and the first 10 bytes of
 * SHA-256 over `JSON.stringify([scope, name, ...key])`.
 */
export function eventId(scope: string, name: string, key: readonly string[]): string {
  const hex = sha256Hex(JSON.stringify([scope, name, ...key]))
  let id = TIME_PART
  // 20 hexadecimal digits are 16 characters of base32: five of them, or 20 bits, are four.
  for (let at = 0; at < 20; at += 5) {
    const bits = parseInt(hex.slice(at, at + 5), 16)
    for (let shift = 15; shift >= 0; shift -= 5) id += ALPHABET.charAt((bits >>> shift) & 31)
  }
  return id
}

/** True for a text that already is a ULID in its canonical, upper-case form. */
export function isUlid(text: string): boolean {
  return ULID.test(text)
}
