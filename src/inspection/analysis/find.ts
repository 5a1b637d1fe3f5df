import type { GuardViolation } from '../../core/guard'
import { allowedPercent, guardMessage } from '../../core/messages/guards'
import { option, sortFindings, type Finding, type Fix } from './finding'
import { findingsOfColumn } from './column-findings'
import { findingsOfRejections } from './rejection-findings'
import { findingsOfStream } from './stream-findings'
import { describesPeople } from '../../mapping/objects/index'
import type { StreamProfile } from './profile'

/** What is known of a run as a whole. */
export interface DryRunFacts {
  /** The limits that it would exceed; empty where no guard would stop it. */
  readonly violations: readonly GuardViolation[]
  /** Lines of the input that were no message. */
  readonly brokenLines: number
  readonly hasCohort: boolean
  readonly maxPeople: number | undefined
  /** Rows of people would be written. */
  readonly people: number
}

/** Everything worth knowing before a run, worst first. */
export function findAll(profiles: readonly StreamProfile[], run: DryRunFacts): readonly Finding[] {
  const ofStreams = profiles.flatMap((profile) => {
    const stream = labelOf(profile)
    const found = [
      ...findingsOfStream(profile),
      ...findingsOfRejections(profile),
      ...profile.columns.flatMap((column) => findingsOfColumn(column, describesPeople(profile.object))),
    ]
    return found.map((finding) => ({ stream, ...finding }))
  })
  return sortFindings([...findingsOfRun(run), ...ofStreams])
}

export function labelOf({ stream, namespace }: Pick<StreamProfile, 'stream' | 'namespace'>): string {
  return namespace === null ? stream : `${namespace}.${stream}`
}

function* findingsOfRun({ violations, brokenLines, hasCohort, maxPeople, people }: DryRunFacts): Iterable<Finding> {
  const whole = { stream: null, subject: null }
  for (const violation of violations) {
    yield {
      code: 'guard_stops',
      severity: 'stop',
      stream: violation.stream,
      subject: violation.guard,
      rows: violation.count,
      message: guardMessage(violation),
      fix: limitThatAllows(violation, people),
    }
  }
  if (brokenLines > 0) {
    yield {
      ...whole,
      code: 'broken_lines',
      severity: 'error',
      rows: brokenLines,
      message: `${brokenLines} ${brokenLines === 1 ? 'line' : 'lines'} of the input could not be read and would be passed over.`,
      fix: { where: 'the input', line: 'one JSON message a line' },
    }
  }
  if (people > 0 && !hasCohort && maxPeople === undefined) {
    yield {
      ...whole,
      code: 'no_guard_for_a_first_run',
      severity: 'note',
      rows: null,
      message:
        'Writing attributes can start campaigns whose trigger is a segment, and nothing limits this run. For a first one, write a few people you know and verify them.',
      fix: { where: 'the configuration', line: '"test_cohort": ["you@example.com"]' },
    }
  }
}

/** The change of the option with which the guard would not stop this input. */
function limitThatAllows(violation: GuardViolation, people: number): Fix {
  const { guard, count, rows = 0, attribute } = violation
  const [group = '', name = ''] = guard.split('.')
  switch (guard) {
    case 'guards.max_people':
      return option(group, name, people)
    case 'guards.max_rejected_percent':
      return option(group, name, allowedPercent(count, rows))
    case 'guards.max_null_percent':
      return option(group, name, [{ attribute, percent: allowedPercent(count, rows) }])
    case 'guards.max_deletes':
    case 'events.max_live_events':
      return option(group, name, count)
  }
}
