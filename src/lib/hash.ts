import { hash, randomInt } from 'node:crypto'

/** Another one in each process: keys that are crafted to meet in a table do so only for one seed. */
const SEED = randomInt(2 ** 32) | 0

/** SHA-256 over the UTF-8 of `text`, as 64 hexadecimal digits. */
export function sha256Hex(text: string): string {
  // One call, because creating a Hash object for each text is several times as expensive.
  return hash('sha256', text, 'hex')
}

/** A 64-bit hash in two lanes of 32 bits, signed: V8 does not box small integers. */
export interface Hash64 {
  high: number
  low: number
}

/**
 * Hashes `text` into `into` (both lanes of cyrb53 in full, public domain, github.com/bryc/code). Among 5 million
 * texts the chance that any two share a hash is about 7 in 10 million (birthday bound: n^2 / 2^65). Use it for
 * tables in memory only: it is not a cryptographic hash, and differs from process to process.
 */
export function hash64(text: string, into: Hash64): Hash64 {
  let h1 = 0xdeadbeef ^ SEED
  let h2 = 0x41c6ce57 ^ SEED
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    h1 = Math.imul(h1 ^ code, 2654435761)
    h2 = Math.imul(h2 ^ code, 1597334677)
  }
  return finish(h1, h2, into)
}

/** The low 32 bits of the same hash, signed. */
export function hash32(text: string): number {
  let h1 = 0xdeadbeef ^ SEED
  let h2 = 0x41c6ce57 ^ SEED
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    h1 = Math.imul(h1 ^ code, 2654435761)
    h2 = Math.imul(h2 ^ code, 1597334677)
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909)
  return h1
}

/** The same as `hash64` for the bytes from `start` up to `end`; for ASCII it equals the hash of the text. */
export function hash64Bytes(bytes: Uint8Array, start: number, end: number, into: Hash64): Hash64 {
  let h1 = 0xdeadbeef ^ SEED
  let h2 = 0x41c6ce57 ^ SEED
  for (let i = start; i < end; i++) {
    const code = bytes[i] as number
    h1 = Math.imul(h1 ^ code, 2654435761)
    h2 = Math.imul(h2 ^ code, 1597334677)
  }
  return finish(h1, h2, into)
}

function finish(h1: number, h2: number, into: Hash64): Hash64 {
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909)
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909)
  into.high = h2
  into.low = h1
  return into
}
