/** The options that stop a run, with the group that they are in. */
export type GuardName =
  | 'guards.max_rejected_percent'
  | 'guards.max_people'
  | 'guards.max_null_percent'
  | 'guards.max_deletes'
  | 'events.max_live_events'

/** A limit that a run exceeds, as facts; `messages/guards.ts` words it. */
export interface GuardViolation {
  readonly guard: GuardName
  /** What the option allows: rows, people or percent. */
  readonly limit: number
  /**
   * What the input has: rejected rows, rows with a null, deletions or live events, counted to the end of the input. Of
   * `max_people` and `max_rejected_percent` what was counted when the limit was exceeded.
   */
  readonly count: number
  /** The stream's label; null for `max_deletes`, which counts all streams. */
  readonly stream: string | null
  /** Rows of the stream, for the guards that judge a share. */
  readonly rows?: number
  /** The attribute that `max_null_percent` names. */
  readonly attribute?: string
  /** What `max_deletes` counted, by stream and operation. */
  readonly operations?: readonly IrreversibleCount[]
  readonly events?: LiveEventFacts
}

export interface IrreversibleCount {
  readonly stream: string
  readonly object: string
  readonly operation: string
  readonly count: number
}

/** Events young enough to start a campaign. */
export interface LiveEventFacts {
  /** Ages of the youngest and the oldest, in seconds. An event in the future has a negative age. */
  readonly youngestS: number
  readonly oldestS: number
  /** The most frequent names, which campaigns refer to, the most frequent first. */
  readonly names: readonly { readonly name: string; readonly count: number }[]
  /** Names that are not listed. */
  readonly otherNames: number
}

/** The share that a guard judges, in percent. */
export function percentOf({ count, rows = 0 }: Pick<GuardViolation, 'count' | 'rows'>): number {
  return rows === 0 ? 0 : (count * 100) / rows
}
