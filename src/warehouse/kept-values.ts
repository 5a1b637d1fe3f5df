import type { Kept } from './changes'
import { dataReader, type RawValue, type Column, type Data } from './column'
import { SEPARATOR } from './identity'

/**
 * Converts what was kept of a row to values. A column that was not kept is taken from the key if it is part of it, and is
 * left out otherwise.
 */
export function keptReader(
  kept: readonly Column[],
  key: readonly Column[],
): (texts: Kept, pk: string) => { readonly data: Data; readonly cellOf: (column: string) => RawValue } {
  const read = dataReader(kept)
  const names = kept.map(({ name }) => name)
  const keyIndex = new Map(key.map(({ name }, index) => [name, index]))
  return (texts, pk) => {
    let parts: readonly string[] | undefined
    const textOf = (name: string): RawValue | undefined => {
      if (name in texts) return texts[name]
      const index = keyIndex.get(name)
      parts ??= pk.split(SEPARATOR)
      return index === undefined || parts.length !== key.length ? undefined : parts[index]
    }
    const found = names.map((name) => [name, textOf(name)] as const)
    const data = read(found.map(([, text]) => text ?? null))
    return {
      data: Object.fromEntries(found.flatMap(([name, text]) => (text === undefined ? [] : [[name, data[name]]]))),
      cellOf: (name) => textOf(name) ?? null,
    }
  }
}
