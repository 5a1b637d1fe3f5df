import { sortFindings, type FindingFacts } from '../../core/finding'
import type { Change } from '../../core/fix'
import { percentOf, type GuardViolation } from '../../core/guard'
import { describesPeople } from '../../mapping/objects/index'
import { findingsOfColumn } from './column-findings'
import { optionChange } from './finding'
import type { StreamProfile } from './profile'
import { findingsOfRejections } from './rejection-findings'
import { findingsOfStream, type ConfiguredLimits } from './stream-findings'

/** Facts about the run as a whole. */
export interface DryRunFacts extends ConfiguredLimits {
  /** The limits that the run would exceed; empty if no guard would stop it. */
  readonly violations: readonly GuardViolation[]
  /** Shares of nulls over their limit in too few rows to stop a run. */
  readonly nullWarnings: readonly GuardViolation[]
  /** Lines of the input that are not messages. */
  readonly brokenLines: number
  readonly hasCohort: boolean
  readonly maxPeople: number | undefined
  /** Different people who would be written, or their rows where they were not told apart. */
  readonly people: number
}

/** Everything worth knowing before a run, worst first. Each attribute has at most one fix: two could contradict. */
export function findAll(profiles: readonly StreamProfile[], run: DryRunFacts): readonly FindingFacts[] {
  const ofStreams = profiles.flatMap((profile) => {
    const stream = labelOf(profile)
    const found = [
      ...findingsOfStream(profile, run),
      ...findingsOfRejections(profile),
      ...profile.columns.flatMap((column) => findingsOfColumn(column, profile)),
    ]
    return found.map((finding): FindingFacts => ({ stream, ...finding }))
  })
  return withOneFixEach(sortFindings([...runFindings(run, profiles.some(writesPeople)), ...ofStreams]))
}

export function labelOf({ stream, namespace }: Pick<StreamProfile, 'stream' | 'namespace'>): string {
  return namespace === null ? stream : `${namespace}.${stream}`
}

/** Where two findings would change the type of one attribute, only the more severe one keeps its fix. */
function withOneFixEach(findings: readonly FindingFacts[]): readonly FindingFacts[] {
  const changed = new Set<string>()
  return findings.map((finding) => {
    const { change } = finding
    if (change?.kind !== 'attribute' || !('type' in change.rule)) return finding
    const id = JSON.stringify([change.attribute, change.stream])
    if (changed.has(id)) return { ...finding, change: undefined }
    changed.add(id)
    return finding
  })
}

function writesPeople({ object, irreversible, read }: StreamProfile): boolean {
  return describesPeople(object) && !irreversible && read > 0
}

function* runFindings(run: DryRunFacts, hasPeople: boolean): Iterable<FindingFacts> {
  const whole = { stream: null, subject: null }
  for (const violation of run.violations) {
    const { stream, guard, count } = violation
    const change = limitThatAllows(violation, run.people)
    const facts = { stream, subject: guard, rows: count, violation, change, needsDecision: true }
    yield { code: 'guard_stops', severity: 'stop', ...facts }
  }
  for (const violation of run.nullWarnings) {
    const { stream, attribute = null, count } = violation
    yield { code: 'many_nulls', severity: 'warning', stream, subject: attribute, rows: count, violation }
  }
  if (run.brokenLines > 0) yield { ...whole, code: 'broken_lines', severity: 'error', rows: run.brokenLines }
  if (hasPeople && !run.hasCohort && run.maxPeople === undefined) {
    const change = run.people === 0 ? undefined : optionChange('guards', 'max_people', run.people)
    const facts = { rows: null, change, needsDecision: true }
    yield { ...whole, code: 'no_guard_for_a_first_run', severity: 'note', ...facts }
  }
}

/** The change that would let this input pass the guard. Undefined for too many rejections, whose cause is not the limit. */
function limitThatAllows(violation: GuardViolation, people: number): Change | undefined {
  const { guard, count, attribute = '' } = violation
  switch (guard) {
    case 'guards.max_people':
      return optionChange('guards', 'max_people', people)
    case 'guards.max_rejected_percent':
      return undefined
    case 'guards.max_null_percent':
      return { kind: 'null_percent', attribute, percent: Math.min(100, Math.ceil(percentOf(violation))) }
    case 'guards.max_deletes':
      return optionChange('guards', 'max_deletes', count)
    case 'events.max_live_events':
      return optionChange('events', 'max_live_events', count)
  }
}
