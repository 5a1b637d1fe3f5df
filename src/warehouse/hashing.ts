/** How the hash of a row is computed. */
export interface Hashing {
  /** Part of every hash: the fingerprint of the mapping. */
  readonly salt: string
  /** The columns that the hash covers, in the order in which they are hashed. */
  readonly columns: readonly string[]
  /** How each of them takes part (`hashKind`); undefined in version 1. */
  readonly kinds?: readonly string[]
}
