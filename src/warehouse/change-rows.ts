import type { Row } from '../core/row'
import type { SourceStream } from '../core/stream'
import type { Change, OldRow, Removal, RowChange } from './changes'
import type { Data } from './column'
import type { PreparedModel, PreparedTransition } from './prepared-model'

/** The rows that a change is sent as: the row of the model, the events of its transitions, or its removal. */
export function rowsOf(prepared: PreparedModel, change: Change, nowMs: number): readonly Row[] {
  switch (change.kind) {
    case 'row':
      return [row(prepared.stream, change.data, nowMs), ...transitionRows(prepared, change, nowMs)]
    case 'removal':
      return removalRows(prepared, change, nowMs)
    case 'refresh':
      return []
  }
}

function row(stream: SourceStream, data: Data, nowMs: number): Row {
  return { kind: 'row', stream, data, emittedAtMs: nowMs, nulled: [] }
}

function removalRows(prepared: PreparedModel, removal: Removal, nowMs: number): readonly Row[] {
  const { removed } = prepared
  const { old, reason } = removal
  if (removed === undefined || reason !== 'gone') return []
  const cleared = Object.fromEntries(removed.clears.map((column) => [column, null]))
  const facts = { changed_at: new Date(nowMs).toISOString(), change: changeId(prepared, removal, old, 'removed') }
  return [row(removed.stream, { ...old.kept, ...cleared, ...(removed.isEvent ? facts : {}) }, nowMs)]
}

function transitionRows(prepared: PreparedModel, change: RowChange, nowMs: number): readonly Row[] {
  const { old, data } = change
  if (old === undefined) return []
  return prepared.transitions.flatMap((watched) => {
    const { transition, column, stream } = watched
    const from = old.kept[column.name]
    const to = data[column.name]
    // A value that was not kept is unknown: whether it changed is unknown, too.
    if (from === undefined || to === undefined || textOfValue(from) === textOfValue(to)) return []
    if (!matches(transition.from, from) || !matches(transition.to, to)) return []
    const at = transition.timestamp_column === undefined ? undefined : data[transition.timestamp_column]
    const what = JSON.stringify([column.name, textOfValue(from), textOfValue(to)])
    const facts = {
      attribute: transition.attribute,
      from,
      to,
      changed_at: at ?? new Date(nowMs).toISOString(),
      change: changeId(prepared, change, old, what),
    }
    return [row(stream, { ...data, ...carriedValues(watched, data), ...facts }, nowMs)]
  })
}

function carriedValues({ carried }: PreparedTransition, data: Data): Data {
  return Object.fromEntries(carried.map(({ name, column }) => [name, data[column.name]]))
}

/** The same whenever the same change is read again: the version that it replaces was stored by one run. */
function changeId(
  { activation, model }: PreparedModel,
  { pk }: Pick<Change, 'pk'>,
  { run }: OldRow,
  what: string,
): string {
  return JSON.stringify([activation, model.name, pk, run, what])
}

function matches(wanted: string | number | boolean | null | undefined, value: unknown): boolean {
  return wanted === undefined || textOfValue(wanted) === textOfValue(value)
}

/** A value as text, so that 1 and "1" are equal; null equals only null. */
function textOfValue(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}
