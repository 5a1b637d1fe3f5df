import Table from 'cli-table3'
import { maskValue } from '../analysis/mask-value'
import { maskKey } from '../../core/mask-key'
import { count, counted } from '../../lib/format'
import type { ComparedAttribute, AttributeState, FailedChange } from '../../verification/compare-profile'
import { PLAIN } from './plain-table'

/** The result of `verify`, and the JSON that `--json` writes. */
export interface Verification {
  readonly version: string
  /** ISO 8601. */
  readonly made_at: string
  readonly sent_since: string
  readonly seconds: number
  readonly verdict: 'right' | 'pending' | 'wrong'
  readonly people: readonly VerifiedPerson[]
  readonly attribute_counts: Readonly<Record<AttributeState, number>>
  readonly failed_changes: readonly {
    readonly field: string
    readonly value: string
    readonly reason: string
    readonly at: string
    readonly customer_id: string | null
  }[]
  readonly segments: readonly { readonly segment: string; readonly person: string; readonly member: boolean }[]
}

interface VerifiedPerson {
  readonly kind: string
  readonly value: string
  readonly expected: 'present' | 'absent' | 'if_known'
  readonly exists: boolean
  readonly right: boolean
  readonly note: string | null
  readonly attributes: readonly ComparedAttribute[]
}

/** A failed change of the workspace, as in the JSON. */
export function failedJson({
  field,
  value,
  reason,
  atS,
  customerId,
}: FailedChange): Verification['failed_changes'][number] {
  return { field, value, reason, at: new Date(atS * 1000).toISOString(), customer_id: customerId ?? null }
}

const STATES: readonly AttributeState[] = ['match', 'differs', 'pending', 'missing', 'only_in_customer_io']
/** Maximum number of attributes that are shown because they differ. */
const SHOWN_ATTRIBUTES = 200
const SHOWN_PEOPLE = 100
const SHOWN_FAILURES = 20

/** Renders a verification as text for a terminal, with keys and values masked. */
export function renderVerification(result: Verification): string {
  const { people, attribute_counts: counts, failed_changes: failed, segments } = result
  const right = people.filter((person) => person.right).length
  const parts = [
    verdict(result),
    `${count(right)} of ${counted(people.length, 'person', 'people')} as sent; attributes: ${STATES.map((state) => `${count(counts[state])} ${words(state)}`).join(', ')}.`,
    peopleTable(people),
    ...differences(people),
    ...(failed.length === 0 ? [] : [failures(failed)]),
    ...(segments.length === 0 ? [] : [membership(segments)]),
  ]
  return `${parts.join('\n\n')}\n`
}

function verdict({ verdict: word, sent_since: since }: Verification): string {
  const run = `the run of ${since.slice(0, 19).replace('T', ' ')} UTC`
  switch (word) {
    case 'right':
      return `Customer.io has all values that ${run} sent.`
    case 'pending':
      return `Some changes that ${run} sent are not visible yet. Customer.io applies changes after it answers. Fix: try again in a few minutes.`
    case 'wrong':
      return `Customer.io does not have all values that ${run} sent. The differences are below.`
  }
}

function peopleTable(people: readonly VerifiedPerson[]): string {
  const table = newTable(['person', 'exists', ...STATES.map(words), 'note'])
  for (const { kind, value, exists, attributes, note } of people.slice(0, SHOWN_PEOPLE)) {
    const counts = STATES.map((state) => attributes.filter((attribute) => attribute.state === state).length)
    table.push([
      `${kind} ${maskKey(value)}`,
      exists ? 'yes' : 'no',
      ...counts.map((some) => (some === 0 ? '' : count(some))),
      note ?? '',
    ])
  }
  const more = people.length - SHOWN_PEOPLE
  return `${table.toString()}${more > 0 ? `\n... and ${counted(more, 'more person', 'more people')}` : ''}`
}

function differences(people: readonly VerifiedPerson[]): readonly string[] {
  const wrong = people.flatMap((person) =>
    person.attributes
      .filter(({ state }) => state !== 'match' && state !== 'only_in_customer_io')
      .map((attribute) => ({ person, attribute })),
  )
  if (wrong.length === 0) return []
  const table = newTable(['person', 'attribute', 'state', 'sent', 'in Customer.io', 'note'])
  for (const { person, attribute } of wrong.slice(0, SHOWN_ATTRIBUTES)) {
    const sent = attribute.sent === null ? '' : maskValue(JSON.parse(attribute.sent))
    const held = attribute.held === null ? '(nothing)' : maskValue(attribute.held)
    table.push([
      `${person.kind} ${maskKey(person.value)}`,
      attribute.attribute,
      words(attribute.state),
      sent,
      held,
      attribute.note ?? '',
    ])
  }
  const more = wrong.length - SHOWN_ATTRIBUTES
  return [`${table.toString()}${more > 0 ? `\n... and ${count(more)} more; --json has them all` : ''}`]
}

function failures(failed: Verification['failed_changes']): string {
  const lines = failed
    .slice(0, SHOWN_FAILURES)
    .map(
      ({ field, value, reason, customer_id: whose }) =>
        `  ${field} = ${maskKey(value)}${whose === null ? '' : ` (of ${maskKey(whose)})`}: ${reason}`,
    )
  const more = failed.length - lines.length
  return [
    `Changes that Customer.io accepted with status 200 and did not apply, in the whole workspace since the start of the run: ${count(failed.length)}.`,
    ...lines,
    ...(more > 0 ? [`  ... and ${count(more)} more`] : []),
  ].join('\n')
}

function membership(segments: Verification['segments']): string {
  const names = [...new Set(segments.map(({ segment }) => segment))]
  const lines = names.map((name) => {
    const of = segments.filter(({ segment }) => segment === name)
    const missing = of.filter(({ member }) => !member).map(({ person }) => maskKey(person))
    return `  segment ${name}: ${count(of.length - missing.length)} of ${count(of.length)} are members${missing.length === 0 ? '' : `; not members: ${missing.slice(0, 10).join(', ')}${missing.length > 10 ? ', ...' : ''}`}`
  })
  return ['Segments:', ...lines].join('\n')
}

function words(state: AttributeState): string {
  return state === 'only_in_customer_io' ? 'only in Customer.io' : state
}

function newTable(head: readonly string[]) {
  return new Table({ head: [...head], ...PLAIN })
}
