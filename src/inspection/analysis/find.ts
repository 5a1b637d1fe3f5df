import { option, sortFindings, type Finding } from './finding'
import { findingsOfColumn } from './column-findings'
import { findingsOfRejections } from './rejection-findings'
import { findingsOfStream } from './stream-findings'
import { describesPeople } from '../../mapping/objects/index'
import type { StreamProfile } from './profile'

/** What is known of a run as a whole. */
export interface DryRunFacts {
  /** The message of the guard that would stop it; undefined where none would. */
  readonly stoppedBy: string | undefined
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

function* findingsOfRun({ stoppedBy, brokenLines, hasCohort, maxPeople, people }: DryRunFacts): Iterable<Finding> {
  const whole = { stream: null, subject: null }
  if (stoppedBy !== undefined) {
    const guard = /^Stopped by (?:(\w+)\.)?(\w+)/.exec(stoppedBy)
    const limit = Number(/(\d+) (?:%|people|deletions|events)/.exec(stoppedBy)?.[1] ?? '0')
    const isShare = guard?.[2] === 'max_rejected_percent'
    yield {
      ...whole,
      code: 'guard_stops',
      severity: 'stop',
      rows: null,
      message: stoppedBy,
      fix: option(guard?.[1] ?? 'guards', guard?.[2] ?? 'max_people', isShare ? 100 : Math.max(1, limit * 2)),
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
