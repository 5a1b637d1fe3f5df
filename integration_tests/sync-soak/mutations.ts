import type { Source, Version } from './truth'

export type Random = () => number

export interface MutationOptions {
  /** Email addresses that Customer.io refuses are among the changes. */
  readonly breaks: boolean
}

/** The most people that one change concerns, as a share of the model, unless it concerns all of them. */
const SHARE = 0.03
const ALL_CHANCE = 0.1
const MAX_CHANGES = 4
const CARTS = ['open', 'inactive', 'paid'] as const

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T
}

/** Makes models: each version is the one before with a few random changes. */
export class Mutations {
  private made = 0
  private people = 0

  constructor(
    private readonly random: Random,
    private readonly options: MutationOptions,
  ) {}

  first(people: number): Version {
    return new Map(Array.from({ length: people }, () => this.newPerson()))
  }

  next(before: Version): Version {
    const version = new Map(before)
    for (let left = 1 + Math.floor(this.random() * MAX_CHANGES); left > 0; left--) this.change(version)
    return version
  }

  private change(version: Map<string, Source>): void {
    const changes: readonly ((source: Source) => Source | undefined)[] = [
      (source) => ({ ...source, amount: ++this.made }),
      (source) => ({ ...source, cart: pick(this.random, CARTS) }),
      (source) => ({ ...source, cart: pick(this.random, CARTS), amount: ++this.made }),
      (source) => ({ ...source, email: this.newEmail(), isValid: true }),
      // The key changes, and the person stays.
      (source) => ({ ...source, rows: [...source.rows.slice(1), this.newRow()] }),
      (source) => ({
        ...source,
        rows: source.rows.length === 1 ? [...source.rows, this.newRow()] : source.rows.slice(1),
      }),
      () => undefined,
      ...(this.options.breaks
        ? [(source: Source) => ({ ...source, email: `refused ${++this.made}`, isValid: false })]
        : []),
    ]
    const change = pick(this.random, changes)
    for (const id of this.chosen([...version.keys()], change === changes[0] && this.random() < ALL_CHANCE)) {
      const source = change(version.get(id) as Source)
      if (source === undefined) version.delete(id)
      else version.set(id, source)
    }
    for (let left = Math.floor(this.random() * 3); left > 0; left--) version.set(...this.newOrFormer(version))
  }

  private chosen(ids: readonly string[], all: boolean): readonly string[] {
    if (all || ids.length === 0) return ids
    const count = 1 + Math.floor(this.random() * ids.length * SHARE)
    return Array.from({ length: count }, () => pick(this.random, ids)).filter(
      (id, at, chosen) => chosen.indexOf(id) === at,
    )
  }

  /** A new person, or one who may have been gone. */
  private newOrFormer(version: Version): [string, Source] {
    const [id, source] = this.newPerson()
    const former = `p${Math.floor(this.random() * this.people)}`
    return this.random() < 0.5 || version.has(former) ? [id, source] : [former, { ...source, rows: [`r-${former}`] }]
  }

  private newPerson(): [string, Source] {
    const id = `p${this.people++}`
    const rows = this.random() < 0.1 ? [`r-${id}`, this.newRow()] : [`r-${id}`]
    return [id, { rows, email: this.newEmail(), cart: pick(this.random, CARTS), amount: ++this.made, isValid: true }]
  }

  private newEmail(): string {
    return `e${++this.made}@example.com`
  }

  private newRow(): string {
    return `r${++this.made}`
  }
}
