import type { SourceStream } from '../core/stream'
import { count, counted } from '../lib/format'
import { attributeRule, type AttributeRule } from '../mapping/attribute-rules'
import type { CompiledMappings } from '../mapping/compile-mappings'

/** What the rows of a stream did to its attributes. Names are those of the JSON of the summary. */
export interface AttributeNotes {
  /** Rows whose null removed the value in Customer.io, and rows whose null left it, by attribute. */
  readonly cleared: Readonly<Record<string, number>>
  readonly nulls_kept: Readonly<Record<string, number>>
  /** Attributes that the run sends and that no rule names, where there are rules. */
  readonly new: readonly string[]
  /** Attributes that a rule names and that no row brought. */
  readonly missing: readonly string[]
  /** Attributes without a rule. */
  readonly undeclared: number
}

/** The attributes of each stream, against the contract: the rules in `attributes`. */
export function attributeNotes(
  { mappers }: CompiledMappings,
  rules: readonly AttributeRule[],
): ReadonlyMap<SourceStream, AttributeNotes> {
  const broughtByAny = new Set([...mappers.values()].flatMap(({ stats }) => [...stats.brought]))
  const isWithRows = broughtByAny.size > 0
  return new Map(
    [...mappers].map(([stream, { stats }]) => {
      const brought = [...stats.brought]
      const undeclared = brought.filter((name) => attributeRule(rules, name, stream.name) === undefined)
      const missing = rules.filter(({ attribute, stream: named }) =>
        named === undefined ? !broughtByAny.has(attribute) : named === stream.name && !stats.brought.has(attribute),
      )
      const notes: AttributeNotes = {
        cleared: Object.fromEntries(stats.cleared),
        nulls_kept: Object.fromEntries(stats.nullsKept),
        new: rules.length === 0 ? [] : undeclared,
        missing: isWithRows && stats.brought.size > 0 ? missing.map(({ attribute }) => attribute) : [],
        undeclared: undeclared.length,
      }
      return [stream, notes]
    }),
  )
}

/** The lines of the summary about the attributes of one stream. */
export function attributeLines(label: string, notes: AttributeNotes): readonly string[] {
  const counts = (some: Readonly<Record<string, number>>) =>
    Object.entries(some)
      .map(([name, rows]) => `${name} ${count(rows)}`)
      .join(', ')
  const lines: string[] = []
  if (Object.keys(notes.cleared).length > 0) lines.push(`Attributes cleared in ${label}: ${counts(notes.cleared)}.`)
  if (Object.keys(notes.nulls_kept).length > 0) lines.push(`Nulls kept in ${label}: ${counts(notes.nulls_kept)}.`)
  if (notes.new.length > 0) lines.push(`New attributes in ${label}, without a rule: ${notes.new.join(', ')}.`)
  if (notes.missing.length > 0) lines.push(`Declared attributes in no row of ${label}: ${notes.missing.join(', ')}.`)
  return lines
}

/** Said once of a run without a contract. */
export function contractLine(all: Iterable<AttributeNotes>, rules: readonly AttributeRule[]): string | undefined {
  const undeclared = [...all].reduce((sum, notes) => sum + notes.undeclared, 0)
  if (rules.length > 0 || undeclared === 0) return undefined
  return `${counted(undeclared, 'attribute')} ${undeclared === 1 ? 'has' : 'have'} no declared type. Fix: put the attributes that preview --suggest prints into the configuration.`
}
