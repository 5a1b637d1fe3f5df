import { isGlob, matchesGlob } from '../lib/glob'
import { styleName, type NameStyle } from './attribute-names'
import { isLoaderColumn } from './source-columns'

/** The options of a rule that say which columns become attributes, and their names. */
export interface ColumnOptions {
  readonly include?: readonly string[] | undefined
  readonly exclude?: readonly string[] | undefined
  readonly rename?: readonly { readonly from: string; readonly to: string }[] | undefined
  readonly name_style?: NameStyle | undefined
}

/**
 * Creates the function that names the attribute of a column by the lists of a rule. A declared column's exact name, even one
 * with a wildcard, comes before a pattern,
 * and `exclude` before `include`. A column with a role, of the loader, or that marks deleted rows is sent only if its exact
 * name is listed; a pattern of the loader's own names, such as `_airbyte_*`, names columns of the loader, too.
 */
export function nameByLists(
  { include = [], exclude = [], rename = [], name_style: style = 'auto' }: ColumnOptions,
  marker: string | undefined,
  declared: ReadonlyMap<string, unknown>,
): (column: string, hasRole: boolean) => string | undefined {
  const [included, excluded] = [new Set(include), new Set(exclude)]
  const renamed = new Map(rename.map(({ from, to }) => [from, to]))
  const isPattern = (entry: string) => isGlob(entry) && !declared.has(entry)
  const [includedPatterns, excludedPatterns] = [include.filter(isPattern), exclude.filter(isPattern)]
  const isSent = (column: string, hasRole: boolean): boolean => {
    if (excluded.has(column)) return false
    if (included.has(column)) return true
    const matching = includedPatterns.filter((pattern) => matchesGlob(pattern, column))
    if (hasRole || excludedPatterns.some((pattern) => matchesGlob(pattern, column))) return false
    if (isLoaderColumn(column) && !renamed.has(column) && !matching.some(isLoaderColumn)) return false
    if (column === marker && !renamed.has(column)) return false
    return include.length === 0 || matching.length > 0
  }
  return (column, hasRole) => (isSent(column, hasRole) ? styleName(renamed.get(column) ?? column, style) : undefined)
}

/** Patterns of the lists that match no column of a stream: nothing comes of them. */
export function unusedPatterns(
  { include = [], exclude = [] }: ColumnOptions,
  columns: readonly string[],
): readonly { readonly option: string; readonly pattern: string }[] {
  // Columns of loaders come with the rows, whether or not the catalog lists them.
  const isUnused = (pattern: string) =>
    isGlob(pattern) && !isLoaderColumn(pattern) && !columns.some((column) => matchesGlob(pattern, column))
  return [
    ...include.filter(isUnused).map((pattern) => ({ option: 'include', pattern })),
    ...exclude.filter(isUnused).map((pattern) => ({ option: 'exclude', pattern })),
  ]
}

/** Exact names of the lists that the catalog does not have. Columns of loaders are left out of it: they come and go. */
export function unlistedNames(
  { include = [], exclude = [], rename = [] }: ColumnOptions,
  declared: ReadonlyMap<string, unknown>,
): readonly string[] {
  const names = new Set([...include, ...exclude, ...rename.map(({ from }) => from)])
  return [...names].filter((name) => !declared.has(name) && !isGlob(name) && !isLoaderColumn(name))
}
