import { count, counted } from '../lib/format'
import type { DiffCounts } from '../warehouse/index'
import type { Delivery } from './delivery-run'
import { progressLine } from './summary-text'

/** How far a model is read. */
export interface Reading {
  readonly model: string
  readonly rows: number
  readonly total: number
}

/** One line about the model that is read now, and about the run. `nowMs` is unix milliseconds. */
export function readingLine(
  reading: Reading | undefined,
  delivery: Pick<Delivery, 'stats' | 'startedMs' | 'heldRows' | 'describeHead'>,
  nowMs: number,
): string {
  const line = progressLine(delivery, nowMs)
  if (reading === undefined) return line
  const { model, rows, total } = reading
  return `${model}: ${count(rows)} of ${counted(total, 'row')}${timeLeft(reading, nowMs - delivery.startedMs)}; ${line}`
}

function timeLeft({ rows, total }: Reading, elapsedMs: number): string {
  if (rows === 0) return ''
  const seconds = Math.round(((total - rows) * elapsedMs) / rows / 1000)
  return `, ${seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`} left`
}

/** One line about the changes of a diff model. */
export function diffLine(model: string, counts: DiffCounts): string {
  const { rows, added, changed, resent, removed } = counts
  const more: readonly (readonly [number, string])[] = [
    [counts.refreshed, 'stored again without sending'],
    [counts.moved, 'gone with what they identify still in the model'],
    [counts.forgotten, 'gone without a stored identity'],
    [counts.nullKeys, 'skipped without a key'],
    [counts.repeatedKeys, 'skipped with the key of another row'],
  ]
  return (
    `${model}: ${counted(rows, 'row')} in the model: ${count(added)} added, ${count(changed)} changed, ` +
    `${resent > 0 ? `${count(resent)} sent again, ` : ''}${count(rows - added - changed - resent)} unchanged; ${count(removed)} removed` +
    `${more.flatMap(([number, what]) => (number > 0 ? [`; ${count(number)} ${what}`] : [])).join('')}.`
  )
}
