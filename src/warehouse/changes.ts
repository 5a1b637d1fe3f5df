import type { Data } from './column'

/** Values that are kept of a delivered row, as text by column. */
export type Kept = Readonly<Record<string, string | null>>

/** A row as it was delivered last. */
export interface OldRow {
  readonly kept: Data
  /** The run that stored it. */
  readonly run: string
}

/** A row that is new, or differs from its delivered version. */
export interface RowChange {
  readonly kind: 'row'
  /** Increases from change to change within a run. */
  readonly seq: number
  /** The text of the key. */
  readonly pk: string
  readonly hash: string
  readonly data: Data
  readonly kept: Kept
  /** undefined for a new row. */
  readonly old: OldRow | undefined
}

/** A row of which only what is stored changes: nothing is sent. */
export interface Refresh {
  readonly kind: 'refresh'
  readonly seq: number
  readonly pk: string
  readonly hash: string
  readonly kept: Kept
  /** The run that stored the delivered version; this run if it was never delivered. */
  readonly run: string
}

/** A delivered row whose key the model no longer has. */
export interface Removal {
  readonly kind: 'removal'
  readonly seq: number
  readonly pk: string
  readonly old: OldRow
  /**
   * `gone`: the identity of the row is no longer in the model. `present`: another row of the model has it, or another removal
   * of this run stands for it. `unknown`: the identity was not kept.
   */
  readonly reason: 'gone' | 'present' | 'unknown'
}

export type Change = RowChange | Refresh | Removal

/** What a run found in a model. */
export interface DiffCounts {
  /** Different keys in the model. */
  rows: number
  added: number
  changed: number
  /** Rows that are sent again only because the mapping or the columns changed. */
  resent: number
  /** Rows that are taken over as they are, although the mapping, the columns or what is kept changed. */
  refreshed: number
  /** Removed identities. */
  removed: number
  /** Keys that are gone while another row has their identity. */
  moved: number
  /** Keys that are gone and whose identity was not kept. */
  forgotten: number
  /** Rows without a key, which are skipped. */
  nullKeys: number
  /** Rows with the key of another row, which are skipped. */
  repeatedKeys: number
  /** Keys that were delivered before. */
  known: number
}

export function newCounts(): DiffCounts {
  return {
    rows: 0,
    added: 0,
    changed: 0,
    resent: 0,
    refreshed: 0,
    removed: 0,
    moved: 0,
    forgotten: 0,
    nullKeys: 0,
    repeatedKeys: 0,
    known: 0,
  }
}

/**
 * Finds what changed in a model since it was delivered, and stores what is delivered. The caller reads all of `changes`, then
 * `removals`. It announces changes before it sends them and acknowledges them in order.
 */
export interface Differ {
  readonly counts: DiffCounts
  /** The number of changes to acknowledge together: an acknowledgement is cheap in a file and expensive in a warehouse. */
  readonly changesAtOnce: number
  /** New and changed rows. */
  changes(): AsyncGenerator<readonly (RowChange | Refresh)[], void, void>
  /** Rows that are gone. All counts are final before the first of them. */
  removals(): AsyncGenerator<readonly Removal[], void, void>
  /**
   * Stores that these changes may have been sent from now on. If the run ends before it acknowledges them, it is unknown which
   * version Customer.io has: the next run sends them in any case.
   */
  announce(changes: readonly Change[]): Promise<void>
  /**
   * Stores that these changes have an outcome, up to and including `lastSeq`. `rejected` among them were not delivered and
   * are found again by the next run. Durable once it resolves.
   */
  acknowledge(changes: readonly Change[], lastSeq: number, rejected: readonly Change[]): Promise<void>
  /** Everything is acknowledged. */
  finish(): Promise<void>
}
