import type { FindingFacts, Severity } from '../../core/finding'
import type { Change, Fix } from '../../core/fix'
import { findingMessage } from '../../core/messages/findings'
import { toPatch, type ConfigDocument } from '../../core/patch'

/** What the user should know before the run, with its words and its fix. Names are those of the JSON. */
export interface Finding {
  readonly code: string
  readonly severity: Severity
  readonly stream: string | null
  readonly subject: string | null
  readonly message: string
  readonly rows: number | null
  /** Null where no change is known to be right. */
  readonly fix: Fix | null
}

/** Facts of a stream, before the stream is named. */
export type StreamFinding = Omit<FindingFacts, 'stream'>

/** Words the facts, and turns the changes into patches of the configuration as the user wrote it. */
export function describeFindings(findings: readonly FindingFacts[], document: ConfigDocument): readonly Finding[] {
  return findings.map((finding) => {
    const { code, severity, stream, subject, rows } = finding
    return { code, severity, stream, subject, message: findingMessage(finding), rows, fix: fixOf(finding, document) }
  })
}

function fixOf({ change, sql, needsDecision }: FindingFacts, document: ConfigDocument): Fix | null {
  if (sql !== undefined) return { kind: 'sql', sql }
  const patch = change && toPatch(change, document)
  return patch === undefined ? null : { kind: 'patch', patch, needs_decision: needsDecision ?? false }
}

/** A change of the rule of an attribute. */
export function attributeChange(attribute: string, stream: string, rule: Readonly<Record<string, unknown>>): Change {
  return { kind: 'attribute', attribute, stream, rule }
}

export function optionChange(group: string, name: string, value: unknown): Change {
  return { kind: 'option', path: [group, name], value }
}
