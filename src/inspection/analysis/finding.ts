/** `stop`: a guard would stop the run. `error`: rows or values are lost. `warning`: probably not meant. `note`: good to know. */
export type Severity = 'stop' | 'error' | 'warning' | 'note'

export const SEVERITIES: readonly Severity[] = ['stop', 'error', 'warning', 'note']

/** The line that fixes a finding, and where it belongs: an option's path, or the model (SQL). */
export interface Fix {
  readonly where: string
  readonly line: string
}

/** Something that the user should know before the run, with what fixes it. Names are those of the JSON. */
export interface Finding {
  readonly code: string
  readonly severity: Severity
  /** The stream's label; null for the run. */
  readonly stream: string | null
  /** The attribute, else the column or field; null for the stream as a whole. */
  readonly subject: string | null
  /** One or two sentences for somebody who knows the data and not this program. No row content. */
  readonly message: string
  /** Rows concerned, null where that is no question of rows. */
  readonly rows: number | null
  readonly fix: Fix
}

export type FindingWithin = Omit<Finding, 'stream'>

/** A line for `attributes[]`. */
export function attributeRule(attribute: string, rule: Readonly<Record<string, unknown>>): Fix {
  return { where: 'attributes', line: JSON.stringify({ attribute, ...rule }) }
}

/** A member of the configuration, or of one of its parts: `"guards": {"max_people": 10}`. */
export function option(where: string, name: string, value: unknown): Fix {
  return { where, line: `${JSON.stringify(name)}: ${JSON.stringify(value)}` }
}

/** SQL for the model, where no option can fix the data. */
export function model(line: string): Fix {
  return { where: 'the model (SQL)', line }
}

/** Worst first, then by rows. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity)
  return [...findings].sort((a, b) => rank(a) - rank(b) || (b.rows ?? 0) - (a.rows ?? 0))
}
