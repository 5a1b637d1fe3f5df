import type { Data } from './column'

/** A row of a model that is not as it was delivered. */
export interface Change {
  /** Grows from change to change within one run. */
  readonly seq: number
  /** The text of the row's key. */
  readonly pk: string
  /** Of its content; empty for a removed row. */
  readonly hash: string
  /** undefined for a removed row. */
  readonly data: Data | undefined
  /** What is kept of it, as text by column. */
  readonly kept: Kept
  /** How it was delivered last; undefined for a new row. */
  readonly old: { readonly kept: Data; readonly run: string } | undefined
}

export type Kept = Readonly<Record<string, string | null>>

/** What a run found in a model. */
export interface DiffCounts {
  /** Rows of the model that have a key. */
  rows: number
  added: number
  changed: number
  removed: number
  /** Rows without a key, which are not delivered. */
  nullKeys: number
  /** Rows whose key another row has too; one of them is delivered. */
  repeatedKeys: number
  /** Rows that were delivered before. */
  known: number
}

export function newCounts(): DiffCounts {
  return { rows: 0, added: 0, changed: 0, removed: 0, nullKeys: 0, repeatedKeys: 0, known: 0 }
}

/** Finds what changed in one model since it was delivered, and remembers what was. */
export interface Differ {
  readonly counts: DiffCounts
  /** Changes to acknowledge at once: few are cheap in a file, each time costs a statement in a warehouse. */
  readonly changesAtOnce: number
  /** New and changed rows, then removed ones. Throws before the first removed one where too many are. */
  changes(): AsyncGenerator<readonly Change[], void, void>
  /**
   * These are delivered, in the order in which they came, up to and including `lastSeq`; `rejected` among them are not, and
   * come again. Durable once it resolves.
   */
  acknowledge(delivered: readonly Change[], lastSeq: number, rejected: readonly Change[]): Promise<void>
  /** Everything is acknowledged. */
  finish(): Promise<void>
}
