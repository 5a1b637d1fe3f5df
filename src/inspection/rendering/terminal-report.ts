import Table from 'cli-table3'
import { stringify } from 'yaml'
import { describesPeople } from '../../mapping/objects/index'
import { SEVERITIES } from '../../core/finding'
import { fixText } from '../../core/messages/fixes'
import type { Finding } from '../analysis/finding'
import type { ColumnProfile, EventProfile, StreamProfile } from '../analysis/profile'
import { count, counted, duration, megabytes, percent } from '../../lib/format'
import type { Comparison } from '../../verification/compare-workspace'
import type { Inspection } from '../inspection'
import { PLAIN } from './plain-table'
import { becomes, labelOf, rangeOf, skippedRows } from './format-figures'

const BAR_WIDTH = 30
const SAMPLES = 2
const SAMPLE_LENGTH = 28
/** Renders an inspection as text for a terminal. */
export function renderTerminal(inspection: Inspection): string {
  const { kind, source, streams, comparison, suggestion, estimate } = inspection
  const parts = [
    `${kind} of ${source}: nothing was sent.`,
    verdict(inspection),
    [rowsLine(inspection), ...(estimate === null ? [] : [effortLine(estimate)])].join('\n'),
    ...streams.map((stream) => streamPart(stream, kind)),
    ...(comparison === null ? [] : [comparisonPart(comparison)]),
    findingsPart(inspection.findings),
    ...(suggestion === null ? [] : [suggestionPart(suggestion)]),
  ]
  return `${parts.join('\n\n')}\n`
}

function verdict({ verdict: word, stopped_by: stoppedBy, kind, findings }: Inspection): string {
  if (word === 'would_stop') return `A GUARD WOULD STOP THE RUN. ${stoppedBy ?? ''}`
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const what = kind === 'preview' ? 'No guard would stop the run' : 'The model could be read'
  return errors === 0
    ? `${what}, and no data would be lost.`
    : `${what}, but data would be lost: see ${counted(errors, 'finding')} of severity error below.`
}

function rowsLine({ rows: { read, delivered, skipped, rejected }, kind }: Inspection): string {
  if (kind === 'audit') return `${counted(read, 'row')} in the model.`
  return `${counted(read, 'row')} read = ${count(delivered)} to deliver + ${count(skipped)} to skip + ${count(rejected)} to reject.`
}

function effortLine(estimate: NonNullable<Inspection['estimate']>): string {
  const { requests, requests_at_least: least, requests_at_most: most } = estimate
  const range = least === most ? '' : ` (${count(least)} to ${count(most)})`
  return (
    `${counted(requests, 'request')}${range}, ${megabytes(estimate.bytes)}, ${duration(estimate.minutes)} at ` +
    `${count(estimate.requests_per_second)} requests/s.`
  )
}

function streamPart(stream: StreamProfile, kind: Inspection['kind']): string {
  const { object, operation, irreversible, read, delivered, people, events, columns } = stream
  const head = `${labelOf(stream)} (${object} ${operation}${irreversible ? ', irreversible' : ''})`
  const skipped = Object.entries(stream.skipped).map(([why, rows]) => `${why} ${count(rows)}`)
  const rejected = stream.rejected.map(
    ({ code, field, rows }) => `${code}${field === null ? '' : ` of ${field}`} ${count(rows)}`,
  )
  const lines = [
    kind === 'audit'
      ? `${head}: ${counted(read, 'row')}`
      : `${head}: ${count(read)} read, ${count(delivered)} to deliver, ${count(skippedRows(stream))} to skip${listed(skipped)}, ` +
        `${count(read - delivered - skippedRows(stream))} to reject${listed(rejected)}`,
  ]
  if (people !== null && people.distinct > 0 && describesPeople(object))
    lines.push(
      `  ${counted(people.distinct, 'person', 'people')}${people.repeated_rows > 0 ? `, ${counted(people.repeated_rows, 'row')} ${people.repeated_rows === 1 ? 'repeats' : 'repeat'} a person` : ''}`,
    )
  if (events !== null && kind === 'preview') lines.push(...eventLines(events))
  if (columns.length > 0) lines.push(columnTable(columns))
  return lines.join('\n')
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}

function eventLines({
  live,
  stale,
  future,
  can_trigger: trigger,
  buckets,
  oldest,
  newest,
}: EventProfile): readonly string[] {
  if (oldest === null) return []
  const most = Math.max(...buckets.map(({ events }) => events))
  const width = Math.max(...buckets.map(({ label }) => label.length))
  return [
    `  events: ${count(live)} not stale, ${count(stale)} stale, ${count(future)} too far in the future; ${count(trigger)} can start campaigns (from ${oldest} to ${newest ?? ''})`,
    ...buckets
      .filter(({ events }) => events > 0)
      .map(
        ({ label, events }) =>
          `    ${label.padEnd(width)}  ${'█'.repeat(Math.ceil((events / most) * BAR_WIDTH))} ${count(events)}`,
      ),
  ]
}

function columnTable(columns: readonly ColumnProfile[]): string {
  const table = newTable([
    'attribute',
    'column',
    'becomes',
    'null',
    'changes type',
    'smallest to largest',
    'samples (masked)',
  ])
  for (const column of columns) {
    const { attribute, rows, nulls, changed, to } = column
    const sent = Object.values(to).reduce((sum, some) => sum + some, 0)
    table.push([
      attribute ?? `- ${column.role === null ? '(not sent)' : ''}`.trim(),
      column.column,
      becomes(column),
      rows === 0 ? '' : percent(nulls / rows),
      sent === 0 || changed === 0 ? '' : percent(changed / sent),
      rangeOf(column),
      column.samples.slice(0, SAMPLES).map(short).join(' | '),
    ])
  }
  return table.toString()
}

function short(text: string): string {
  return text.length <= SAMPLE_LENGTH ? text : `${text.slice(0, SAMPLE_LENGTH - 3)}...`
}

function comparisonPart(comparison: Comparison): string {
  const { people, new_people: fresh, existing_people: existing, deleted_people: deleted, attributes } = comparison
  const table = newTable(['attribute', 'unchanged', 'added', 'changed', 'cleared', 'type changes'])
  for (const one of attributes) {
    const typed = one.type_changed === 0 ? '' : `${count(one.type_changed)} (${one.types ?? ''})`
    table.push([one.attribute, count(one.unchanged), count(one.added), count(one.changed), count(one.cleared), typed])
  }
  const head =
    `Compared with Customer.io for ${counted(people, 'person', 'people')}: ${count(fresh)} new, ${count(existing)} existing` +
    (deleted === 0 ? '' : `, ${count(deleted)} of them to be deleted`)
  // If all people are new, there are no attributes to compare.
  return attributes.length === 0 ? `${head}.` : `${head}\n${table.toString()}`
}

function findingsPart(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Findings: none.'
  const counts = SEVERITIES.map(
    (severity) => [findings.filter((one) => one.severity === severity).length, severity] as const,
  )
  const summed = counts.filter(([some]) => some > 0).map(([some, severity]) => counted(some, severity))
  const lines = findings.flatMap(({ severity, stream, subject, message, fix }) => [
    `  ${severity.toUpperCase()} ${[stream, subject].filter((one) => one !== null).join(' / ')}`.trimEnd(),
    `    ${message}`,
    ...fixLines(fix),
  ])
  return [`Findings: ${summed.join(', ')}.`, ...lines].join('\n')
}

function suggestionPart(suggestion: NonNullable<Inspection['suggestion']>): string {
  return [
    'Rules to start from. Check them before you use them: they declare the types that the rows have now.',
    `In a configuration (JSON):\n${JSON.stringify(suggestion, null, 2)}`,
    `In activation.yml, under destination (YAML):\n${stringify({ attributes: suggestion.attributes })}`,
  ].join('\n\n')
}

function fixLines(fix: Finding['fix']): readonly string[] {
  if (fix === null) return []
  const { where, lines } = fixText(fix)
  return lines.map((line, index) => (index === 0 ? `    Fix ${where}: ${line}` : `      ${line}`))
}

function newTable(head: readonly string[]) {
  return new Table({ head: [...head], ...PLAIN })
}
