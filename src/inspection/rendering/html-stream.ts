import type { AgeBucket, ColumnProfile, EventProfile, StreamProfile } from '../analysis/profile'
import { describesPeople } from '../../mapping/objects/index'
import { count, counted, percent } from '../../lib/format'
import type { Inspection } from '../inspection'
import { html, type Markup } from './markup'
import { barChart, shareBar, stackedBar } from './plots'
import { becomes, labelOf, rangeOf, skippedRows } from './format-figures'

/** Maximum number of categories per column in the chart. */
const SHOWN_CATEGORIES = 6

/** One stream: its counts, the age of its events, and its columns. */
export function streamSection(stream: StreamProfile, kind: Inspection['kind']): Markup {
  const { object, operation, read, people, events, columns, columns_not_shown: hidden } = stream
  const facts = [
    `${object.replaceAll('_', ' ')} ${operation}${stream.irreversible ? ', irreversible' : ''}`,
    counted(read, 'row'),
    people !== null && people.distinct > 0 ? counted(people.distinct, 'person', 'people') : '',
    people !== null && people.repeated_rows > 0 && describesPeople(object)
      ? `${counted(people.repeated_rows, 'row')} ${people.repeated_rows === 1 ? 'repeats' : 'repeat'} a person`
      : '',
  ].filter((one) => one !== '')
  return html`<h2>${labelOf(stream)}</h2>
    <p class="soft">${facts.join(' · ')}</p>
    ${kind === 'preview' && read > 0 && outcomes(stream)}
    ${events !== null && events.oldest !== null && eventsCard(events)}
    ${columns.length > 0 && html`<div class="card scroll">${columnTable(columns)}</div>`}
    ${hidden > 0 && html`<p class="soft">${counted(hidden, 'more column')} not shown.</p>`}`
}

function outcomes(stream: StreamProfile): Markup {
  const skipped = skippedRows(stream)
  const rejected = stream.rejected.reduce((sum, { rows }) => sum + rows, 0)
  const reasons = [
    ...Object.entries(stream.skipped).map(([why, rows]) => [`skipped: ${why.replaceAll('_', ' ')}`, rows] as const),
    ...stream.rejected.map(
      ({ code, field, rows }) =>
        [`rejected: ${code.replaceAll('_', ' ')}${field === null ? '' : ` (${field})`}`, rows] as const,
    ),
  ]
  return html`<div class="card">
    ${stackedBar([
      { label: 'delivered', value: stream.delivered, tone: 'good' },
      { label: 'skipped', value: skipped, tone: 'skip' },
      { label: 'rejected', value: rejected, tone: 'bad' },
    ])}${
      reasons.length > 0 &&
      html`<table>
        ${reasons.map(
          ([why, rows]) =>
            html`<tr>
              <td>${why}</td>
              <td class="number">${count(rows)}</td>
            </tr>`,
        )}
      </table>`
    }
  </div>`
}

function eventsCard({ buckets, live, stale, future, can_trigger: trigger, oldest, newest }: EventProfile): Markup {
  const tone = ({ label, can_trigger: young }: AgeBucket) =>
    label === 'in the future' ? 'bad' : young ? 'warn' : 'accent'
  return html`<div class="card">
    <h3>Age of the events</h3>
    ${barChart(buckets.map((bucket) => ({ label: bucket.label, value: bucket.events, tone: tone(bucket) })))}
    <p class="key">
      <span><i class="warn"></i>can start campaigns</span><span><i class="accent"></i>history</span
      ><span><i class="bad"></i>in the future</span>
    </p>
    <p class="soft">
      ${count(live)} not stale, ${count(stale)} stale, ${count(future)} too far in the future; ${count(trigger)} of
      those delivered can start campaigns. The oldest is from ${oldest}, the newest from ${newest}.
    </p>
  </div>`
}

function columnTable(columns: readonly ColumnProfile[]): Markup {
  return html`<table>
    <thead>
      <tr>
        <th>Attribute</th>
        <th>Becomes</th>
        <th>Null</th>
        <th>Changes type</th>
        <th>Smallest to largest</th>
        <th>Values (masked)</th>
      </tr>
    </thead>
    <tbody>
      ${columns.map(columnRow)}
    </tbody>
  </table>`
}

function columnRow(column: ColumnProfile): Markup {
  const { attribute, column: source, rows, nulls, cleared, to, changed } = column
  const nullShare = rows === 0 ? 0 : nulls / rows
  const sent = Object.values(to).reduce((sum, some) => sum + some, 0)
  return html`<tr>
    <td class="name">
      <b>${attribute ?? '–'}</b>${source !== attribute && html`<span class="soft">from ${source}</span>`}
    </td>
    <td class="becomes">${becomes(column)}</td>
    <td class="nowrap">
      ${rows > 0 && html`${shareBar(nullShare, cleared > 0 ? 'bad' : 'note')}${percent(nullShare)}${cleared > 0 && `, clears ${count(cleared)}`}`}
    </td>
    <td>
      ${sent > 0 && changed > 0 && html`${shareBar(changed / sent, 'warn')}${percent(changed / sent)} ${kinds(column)}`}
    </td>
    <td>${rangeOf(column)}</td>
    <td class="samples">${valuesOf(column)}</td>
  </tr>`
}

function kinds({ from, to }: ColumnProfile): Markup {
  return html`<span class="soft">${Object.keys(from).join(', ')} → ${Object.keys(to).join(', ')}</span>`
}

function valuesOf({ categories, samples }: ColumnProfile): Markup | readonly Markup[] {
  if (categories.length === 0) return samples.map((sample) => html`<span>${sample}</span>`)
  const total = categories.reduce((sum, { rows }) => sum + rows, 0)
  const more = categories.length - SHOWN_CATEGORIES
  return html`${categories.slice(0, SHOWN_CATEGORIES).map(({ value, rows }) => html`<span>${value === '' ? '(blank)' : value} ${percent(rows / total)}</span>`)}${more > 0 && html`<span>and ${more} more</span>`}`
}
