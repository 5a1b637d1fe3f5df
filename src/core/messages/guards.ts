import { count, counted, percent } from '../../lib/format'
import { percentOf, type GuardViolation, type LiveEventFacts } from '../guard'

const AGAIN = 'and every run stops until the limit is changed'

/** What happens, why, and what to do: the same in a run and in a dry run. */
export function guardMessage(violation: GuardViolation): string {
  return `Stopped by ${violation.guard}: ${WORDS[violation.guard](violation)}`
}

/** The message of a run that exceeds several limits. */
export function guardMessages(violations: readonly GuardViolation[]): string {
  return violations.map(guardMessage).join('\n')
}

const WORDS: Readonly<Record<GuardViolation['guard'], (violation: GuardViolation) => string>> = {
  'guards.max_rejected_percent': ({ count: rejected, rows = 0, limit, stream }) =>
    `${count(rejected)} of ${counted(rows, 'row')} of ${String(stream)} ${rejected === 1 ? 'is' : 'are'} rejected, and at most ${limit} % may be. ` +
    'The rows before are delivered, and the next run continues from the last acknowledged state. ' +
    'Fix: correct the causes, which the log names, or raise guards.max_rejected_percent if so many rejections are intended.',
  'guards.max_people': ({ limit, stream }) =>
    `one run may write ${counted(limit, 'person', 'people')}, and ${String(stream)} has more. ` +
    'The rows before are delivered, and the next run continues from the last acknowledged state. ' +
    'Fix: check these people in Customer.io, then raise guards.max_people or remove it.',
  'guards.max_null_percent': ({ count: nulls, rows = 0, limit, stream, attribute = '' }) =>
    `${attribute} is null in ${count(nulls)} of ${counted(rows, 'row')} of ${String(stream)} (${percent(nulls / Math.max(1, rows))}), and at most ${limit} % may be. ` +
    `No such null is sent, ${AGAIN}. ` +
    `Fix: check the column in the model, where a broken join is the usual cause, or set the percent of ${attribute} in guards.max_null_percent to ${allowedPercent(nulls, rows)}.`,
  'guards.max_deletes': ({ count: deletes, limit, operations = [] }) => {
    const named = operations.map(
      (one) => `${one.stream}: ${one.object.replaceAll('_', ' ')} ${one.operation} ${count(one.count)}`,
    )
    return (
      `the input has ${counted(deletes, 'deletion, suppression or merge', 'deletions, suppressions and merges')} (${named.join('; ')}), and one run may send ${count(limit)}. ` +
      `They are irreversible, so none of them is sent, ${AGAIN}. ` +
      `Fix: set guards.max_deletes to ${deletes} if all of them are intended.`
    )
  },
  'events.max_live_events': ({ count: live, limit, stream, events }) =>
    `${String(stream)} has ${counted(live, 'event')} younger than 72 hours${events === undefined ? '' : ` (${eventsText(events)})`}, and one run may send ${count(limit)}. ` +
    `Such events can start campaigns, so none of them is sent, ${AGAIN}. ` +
    `Fix: set events.max_live_events to ${live} if all of them may start campaigns, or exclude recent events in the model.`,
}

/** A share of nulls over the limit in so few rows that it does not stop the run. */
export function nullWarning({ count: nulls, rows = 0, limit, stream, attribute = '' }: GuardViolation): string {
  return (
    `${attribute} is null in ${count(nulls)} of ${counted(rows, 'row')} of ${String(stream)} (${percent(nulls / Math.max(1, rows))}), ` +
    `and guards.max_null_percent allows ${limit} %. So few rows do not stop a run.`
  )
}

/** `1 to 70 hours old; cart_updated 9,000, order_placed 2,000`. */
function eventsText({ youngestS, oldestS, names, otherNames }: LiveEventFacts): string {
  const listed = names.map(({ name, count: events }) => `${printable(name)} ${count(events)}`)
  const more = otherNames === 0 ? '' : ` and ${counted(otherNames, 'other name')}`
  return `${agesText(youngestS, oldestS)}; ${listed.join(', ')}${more}`
}

function agesText(youngestS: number, oldestS: number): string {
  const [from, to] = [youngestS, oldestS].map((seconds) => Math.max(0, Math.round(seconds / 3600)))
  if (to === 0) return 'less than an hour old'
  return from === to ? `about ${counted(to ?? 0, 'hour')} old` : `${from ?? 0} to ${counted(to ?? 0, 'hour')} old`
}

/** An event name comes from the data: it stays on its line and is short. */
function printable(name: string): string {
  const shown = name.replace(/\p{Cc}/gu, ' ')
  return shown.length <= 60 ? shown : `${shown.slice(0, 60)}...`
}

/** The smallest whole percent that allows the share. */
function allowedPercent(part: number, rows: number): number {
  return Math.min(100, Math.ceil(percentOf({ count: part, rows })))
}
