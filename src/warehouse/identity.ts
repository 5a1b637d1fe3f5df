import { hash64, type Hash64 } from '../lib/hash'
import { Hash64Table } from '../lib/hash64-table'
import { withoutTrailingZeros } from '../lib/trim'
import type { RawValue, Column } from './column'

/** A column that is part of an identity. */
export interface IdentityColumn {
  readonly column: Column
  /** What the column identifies, such as `id`, `email` or `object_id`. */
  readonly kind: string
}

/** What the rows of a model identify in Customer.io: a person, an object, a membership of a segment, an event. */
export interface Identity {
  /** Tells identities of different kinds apart, such as `person`. Models that write the same kind share it. */
  readonly scope: string
  /**
   * The columns that identify the row. More than one alternative if a row is identified by the first of several columns that
   * has a value: then rows that agree in one of them are taken as the same identity, because they may be.
   */
  readonly alternatives: readonly (readonly IdentityColumn[])[]
  /** The identity is the key: a key that is gone is an identity that is gone. */
  readonly isKey: boolean
}

/** Separates the columns of a key and of an identity. It does not occur in text that people write. */
export const SEPARATOR = '\u001f'

/** One text for each alternative whose columns all have a value. Equal texts are equal identities. */
export function identityTexts(
  { scope, alternatives }: Identity,
  valueOf: (column: string) => RawValue,
): readonly string[] {
  return alternatives.flatMap((columns) => {
    const parts = columns.map((one) => identityPart(one, valueOf(one.column.name)))
    if (parts.some((part) => part === '')) return []
    return [[scope, ...columns.map(({ kind }) => kind), ...parts].join(SEPARATOR)]
  })
}

/** The canonical text of a value: the case of an email address and the scale of a number do not count. Empty for none. */
function identityPart({ column, kind }: IdentityColumn, cell: RawValue): string {
  const trimmed = cell?.trim() ?? ''
  if (kind === 'email') return trimmed.toLowerCase()
  if (cell === null || trimmed === '') return ''
  return column.kind === 'decimal' ? withoutScale(cell) : cell
}

/** `7` for `7.00`: the same number whatever the scale of its type. */
function withoutScale(number: string): string {
  return number.includes('.') ? withoutTrailingZeros(number) : number
}

/** A set of identities that takes 16 bytes for each. */
export class IdentitySet {
  private readonly table = new Hash64Table(false)
  private readonly hash: Hash64 = { high: 0, low: 0 }

  get size(): number {
    return this.table.size
  }

  add(texts: readonly string[]): void {
    for (const text of texts) this.table.put(hash64(text, this.hash))
  }

  hasAny(texts: readonly string[]): boolean {
    return texts.some((text) => this.table.has(hash64(text, this.hash)))
  }
}
