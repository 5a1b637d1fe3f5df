/** Finds the items of a list that have a key. Each list is indexed once: a list must not change after its first search. */
export class ListIndex<T extends object> {
  private readonly indexes = new WeakMap<readonly T[], Map<string, T[]>>()

  constructor(private readonly keyOf: (item: T) => string) {}

  /** In the order of the list. */
  find(list: readonly T[], key: string): readonly T[] {
    return this.indexOf(list).get(key) ?? []
  }

  private indexOf(list: readonly T[]): ReadonlyMap<string, T[]> {
    const known = this.indexes.get(list)
    if (known !== undefined) return known
    const index = new Map<string, T[]>()
    for (const item of list) {
      const key = this.keyOf(item)
      const items = index.get(key)
      if (items === undefined) index.set(key, [item])
      else items.push(item)
    }
    this.indexes.set(list, index)
    return index
  }
}
