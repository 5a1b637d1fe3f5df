import type { Kept } from './changes'
import { dataReader, type Column, type Data } from './column'

/** What was kept of a row, as values; columns that were not kept then are left out. */
export function keptReader(kept: readonly Column[]): (texts: Kept) => Data {
  const read = dataReader(kept)
  const names = kept.map(({ name }) => name)
  return (texts) => {
    const data = read(names.map((name) => texts[name] ?? null))
    return Object.fromEntries(names.filter((name) => name in texts).map((name) => [name, data[name]]))
  }
}
