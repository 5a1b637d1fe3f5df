import type { Passage } from './passages'

/** A rule of the list. Patterns are regular expressions without regard to case. */
export interface Term {
  readonly name: string
  /** Found in prose; a space also matches the end of a line. */
  readonly prose?: string
  /** Found in identifiers and in strings of one word; with regard to case. */
  readonly names?: string
  readonly use: string
  /** Text that the rule must find, and text that it must not find. */
  readonly wrong: readonly string[]
  readonly right: readonly string[]
}

/** A place where a rule does not apply. */
export interface Exception {
  readonly term: string
  /** A file or, with a slash at its end, a folder. */
  readonly path: string
  /** A part of the line that holds the term; empty for every line. */
  readonly text: string
  readonly reason: string
}

/** The content of `tools/prose/terms.json`. */
export interface TermsList {
  readonly terms: readonly Term[]
  readonly exceptions: readonly Exception[]
}

export interface Finding {
  readonly path: string
  readonly line: number
  readonly term: string
  readonly found: string
  readonly use: string
}

const NEVER = /(?!)/g

type Find = (path: string, passages: readonly Passage[]) => readonly Finding[]

/** Compiles the list once. */
export function termFinder(terms: readonly Term[]): Find {
  const rules = terms.map(({ name, prose, names, use }) => ({
    name,
    use,
    prose: prose === undefined ? undefined : new RegExp(prose.replaceAll(' ', '[ \\n]'), 'gi'),
    names: names === undefined ? undefined : new RegExp(names, 'g'),
  }))
  return (path, passages) =>
    passages.flatMap(({ kind, text, line }) => {
      const reflowed = text.replace(/[ \t]*\n[ \t>]*/g, '\n').replace(/[ \t]+/g, ' ')
      return rules.flatMap((rule) =>
        [...reflowed.matchAll(rule[kind] ?? NEVER)].map((match) => ({
          path,
          line: line + newlinesIn(reflowed.slice(0, match.index)),
          term: rule.name,
          found: match[0].replaceAll('\n', ' '),
          use: rule.use,
        })),
      )
    })
}

function newlinesIn(text: string): number {
  return text.split('\n').length - 1
}

/** Findings that no exception allows, and exceptions that allow nothing. */
export function withoutExceptions(
  findings: readonly Finding[],
  exceptions: readonly Exception[],
  lineOf: (path: string, line: number) => string,
): { readonly findings: readonly Finding[]; readonly unused: readonly Exception[] } {
  const used = new Set<Exception>()
  const left = findings.filter((finding) => {
    const exception = exceptions.find(
      ({ term, path, text }) =>
        term === finding.term && finding.path.startsWith(path) && lineOf(finding.path, finding.line).includes(text),
    )
    if (exception !== undefined) used.add(exception)
    return exception === undefined
  })
  return { findings: left, unused: exceptions.filter((exception) => !used.has(exception)) }
}
