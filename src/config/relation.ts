import type { OptionPath, Problem } from '../core/problem'
import type { Json } from './schema'

/** A name of one to three parts, quoted or not. `db..table` is a table of the schema PUBLIC. */
const NAME =
  /^(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)(?:\.{1,2}(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)|(?:\.(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)){2})?$/
/** The parts of a query in which a semicolon does not end it, comments, and single characters. */
const SQL_PARTS = /'(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*"|\$\$[^]*?\$\$|--[^\n]*|\/\*[^]*?\*\/|[^]/g

/** The text after FROM of a model: a name, or its query in parentheses. Appends the problems of what names it. */
export function relationOf(model: Json, at: OptionPath, problems: Problem[]): string {
  const given = ['table', 'view', 'query'].filter((kind) => model[kind] !== undefined)
  const [kind] = given
  if (kind === undefined || given.length > 1) {
    problems.push({ code: 'one_relation', path: at, found: given })
    return ''
  }
  const text = String(model[kind]).trim()
  if (kind === 'query') {
    // The parenthesis is on a separate line, because the query may end in a comment.
    return `(\n${withoutSemicolon(text)}\n)`
  }
  if (!NAME.test(text))
    problems.push({ code: 'wrong_value', path: [...at, kind], expected: { kind: 'table_name' }, found: text })
  return text
}

/** A query without semicolons at its end, and without comments after them. */
function withoutSemicolon(query: string): string {
  const parts: readonly string[] = query.match(SQL_PARTS) ?? []
  const last = parts.findLastIndex((part) => !/^(?:\s|;|--[^]*|\/\*[^]*)$/.test(part))
  const end = parts.indexOf(';', last + 1)
  // A semicolon that ends a comment is harmless, and is left out too.
  return withoutEnd(end < 0 ? query : parts.slice(0, end).join(''))
}

/** Without semicolons and white space at the end. */
function withoutEnd(query: string): string {
  let kept = query.trimEnd()
  while (kept.endsWith(';')) kept = kept.slice(0, -1).trimEnd()
  return kept
}
