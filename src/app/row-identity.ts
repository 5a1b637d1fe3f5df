import { isRequired } from '../mapping/objects/definition'
import type { Mapper } from '../mapping/mapper'
import type { Column, Identity, IdentityColumn } from '../warehouse/index'

/**
 * What the rows of a model identify in Customer.io, so that a removal concerns what is identified and not a key of the
 * model. undefined for an object that cannot be removed.
 */
export function identityOf(
  { streamMapping, object }: Mapper,
  columns: readonly Column[],
  key: readonly Column[],
): Identity | undefined {
  const { definition, person, nextColumn, columns: fieldColumns, constants } = streamMapping
  const columnOf = (name: string | undefined) => columns.find((column) => column.name === name)
  const parts = (kind: string, name: string | undefined): readonly IdentityColumn[] => {
    const column = columnOf(name)
    return column === undefined ? [] : [{ column, kind }]
  }
  if (object === 'event') {
    const { event_id_columns: named } = streamMapping.rule as { readonly event_id_columns?: readonly string[] }
    const eventKey = named === undefined ? key : named.flatMap((name) => columnOf(name) ?? [])
    if (eventKey.length === 0) return undefined
    return withKey([object], [eventKey.map((column) => ({ column, kind: column.name }))], key)
  }
  const remove = definition.operations.find(({ name }) => name === 'delete')
  if (remove === undefined) return undefined
  const fields = definition.fields.filter((field) => isRequired(field, remove))
  const others = fields.flatMap(({ name }) => parts(name, fieldColumns.get(name)))
  const identifying = person.slice(0, nextColumn ? undefined : 1)
  const people = identifying.map(({ kind, column }) => parts(kind, column))
  const alternatives = (people.length === 0 ? [[]] : people).map((columnsOfPerson) => [...columnsOfPerson, ...others])
  const fixed = fields.flatMap(({ name }) => constants.get(name) ?? [])
  return withKey([object, ...fixed], alternatives, key)
}

function withKey(
  scope: readonly string[],
  alternatives: readonly (readonly IdentityColumn[])[],
  key: readonly Column[],
): Identity {
  const [only = []] = alternatives
  const names = new Set(only.map(({ column }) => column.name))
  // The case of an email address does not count: two keys can be one address.
  const isKey =
    alternatives.length === 1 &&
    only.every(({ kind }) => kind !== 'email') &&
    names.size === key.length &&
    key.every(({ name }) => names.has(name))
  return { scope: scope.join(' '), alternatives, isKey }
}
