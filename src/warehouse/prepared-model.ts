import type { Model, Transition } from '../config/activation'
import type { Row } from '../core/row'
import type { SourceStream } from '../core/stream'
import type { Change } from './changes'
import type { Column, Data } from './column'

/** What a change of one attribute becomes. */
export interface PreparedTransition {
  readonly transition: Transition
  readonly column: Column
  readonly stream: SourceStream
}

/** What must not change from run to run without a word: segments break by it, and profiles split. */
export interface Contract {
  /** The type of each column that is sent, in the words of `contractType`. */
  readonly columns: Readonly<Record<string, string>>
  /** Who a row is about: `id from the column ID`. */
  readonly identity: string
}

/** A model with everything about it decided: what is read, what it becomes, what is kept of it. */
export interface PreparedModel {
  readonly model: Model
  readonly stream: SourceStream
  /** What is read. */
  readonly columns: readonly Column[]
  /** Of these, what a change of makes a row a changed one. */
  readonly mapped: readonly Column[]
  readonly key: readonly Column[]
  readonly cursor: Column | undefined
  /** Says how old the newest row is, where that is watched. */
  readonly cadence: Column | undefined
  /** The IANA zone of times without a zone. */
  readonly zone: string
  /** What is kept of a row: who it is about, for when it is gone, and what is watched. */
  readonly kept: readonly Column[]
  /** Where removed rows go, the columns that their rows clear, and whether they say when it was. */
  readonly removed:
    { readonly stream: SourceStream; readonly clears: readonly string[]; readonly isEvent: boolean } | undefined
  readonly transitions: readonly PreparedTransition[]
  /** Changes whenever the mapping does: then every row is a changed one. */
  readonly mapping: string
  readonly contract: Contract
}

/** Columns that the streams of changes have beside those of the model. */
export const CHANGE_COLUMNS = {
  attribute: { type: 'string' },
  from: {},
  to: {},
  changed_at: { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
  /** Tells one change from all others, in every run. */
  change: { type: 'string' },
} as const

/** The rows that a change makes: of the model itself, of its transitions, of its removal. */
export function rowsOf(prepared: PreparedModel, change: Change, nowMs: number): readonly Row[] {
  const row = (stream: SourceStream, data: Data): Row => ({ kind: 'row', stream, data, emittedAtMs: nowMs, nulled: [] })
  const { data, old } = change
  if (data === undefined) {
    const { removed } = prepared
    if (removed === undefined || old === undefined) return []
    const cleared = Object.fromEntries(removed.clears.map((column) => [column, null]))
    const facts = { changed_at: new Date(nowMs).toISOString(), change: changeId(change, 'removed') }
    return [row(removed.stream, { ...old.kept, ...cleared, ...(removed.isEvent ? facts : {}) })]
  }
  const rows = [row(prepared.stream, data)]
  if (old === undefined) return rows
  for (const { transition, column, stream } of prepared.transitions) {
    const from = old.kept[column.name]
    const to = data[column.name]
    // What was not kept before is not known, and nobody can say that it changed.
    if (from === undefined || to === undefined || textOfValue(from) === textOfValue(to)) continue
    if (!matches(transition.from, from) || !matches(transition.to, to)) continue
    const at = transition.timestamp_column === undefined ? undefined : data[transition.timestamp_column]
    rows.push(
      row(stream, {
        ...data,
        attribute: transition.attribute,
        from,
        to,
        changed_at: at ?? new Date(nowMs).toISOString(),
        change: changeId(change, JSON.stringify([column.name, textOfValue(from), textOfValue(to)])),
      }),
    )
  }
  return rows
}

/** The same for one change however often it is read: the state that it ends was stored by one run. */
function changeId({ pk, old }: Change, what: string): string {
  return JSON.stringify([pk, old?.run, what])
}

function matches(wanted: string | number | boolean | null | undefined, value: unknown): boolean {
  return wanted === undefined || textOfValue(wanted) === textOfValue(value)
}

/** A value as text, so that 1 and "1" are the same; null is only null. */
function textOfValue(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}
