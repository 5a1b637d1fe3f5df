import { LosslessNumber } from '../../lib/json'
import { canonicalText } from '../canonical-text'
import { entityKey, type EntityKey, type PersonRef } from '../entity'
import { compileIdentifier, IdentifierRejection, type IdentifierKind, type IdentifierReader } from '../identifier'
import { isNumeric } from '../value-type'
import type { Rejection, RejectionCode } from '../../core/outcome'
import type { BuildResult, CompileContext, MappingTools, RowView } from './definition'

/** Kinds of identifier of the Track API, in the order in which a stream prefers them. */
export const PERSON_KINDS = ['cio_id', 'id', 'email', 'phone'] as const satisfies readonly IdentifierKind[]

/** Object types and segments are numbered from 1 (Track API reference, object identifiers and segments). */
export const COUNTING_NUMBER = { source: '^[1-9]\\d*$', words: 'a number from 1 on, such as 1' } as const
const IS_COUNTING_NUMBER = new RegExp(COUNTING_NUMBER.source)

export function isCountingNumber(text: string): boolean {
  return IS_COUNTING_NUMBER.test(text)
}

/** The person of an item. An id and an email address are different entities, even if they identify the same person. */
export function personEntity({ kind, value }: PersonRef): EntityKey {
  return entityKey(kind, value)
}

export function objectEntity(typeId: string, objectId: string): EntityKey {
  return entityKey(`object/${typeId}`, objectId)
}

/** `{"id":"42"}` */
export function identifiersJson({ kind, value }: PersonRef): string {
  return `{"${kind}":${JSON.stringify(value)}}`
}

/** `{"type":"person","identifiers":{"id":"` for each kind of identifier. */
export function beforeIdOf(kinds: readonly IdentifierKind[]): Readonly<Partial<Record<IdentifierKind, Uint8Array>>> {
  return Object.fromEntries(kinds.map((kind) => [kind, Buffer.from(`{"type":"person","identifiers":{"${kind}":"`)]))
}

/** Texts that JSON has no escape for, and that need no second byte. */
const PLAIN = /^[ !#-[\]-~]*$/

/** What stands between the quotes of a text's JSON. */
export function unquotedJson(text: string): string {
  return PLAIN.test(text) ? text : JSON.stringify(text).slice(1, -1)
}

export function reject(code: RejectionCode, field: string, more?: Omit<Rejection, 'code' | 'field'>): BuildResult {
  return { kind: 'rejected', rejection: { code, field, ...more } }
}

/** An operation on a person that has nothing but its action. */
export function personAction(parts: RowView, action: string): BuildResult {
  const person = parts.person as PersonRef
  return {
    kind: 'built',
    json: [`{"type":"person","identifiers":${identifiersJson(person)},"action":"${action}"}`],
    entity: personEntity(person),
  }
}

/** The same for an operation that ends the profile: its email address is free for others. */
export function endingAction(parts: RowView, action: string, { memory }: Pick<MappingTools, 'memory'>): BuildResult {
  const moreEntities = memory.emails.release(parts.person as PersonRef)
  const built = personAction(parts, action)
  return built.kind === 'built' && moreEntities.length > 0 ? { ...built, extras: { moreEntities } } : built
}

/** True for what counts as no value in a field: null, nothing, or blank text. */
export function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '')
}

/** Text of a value that is text, a number or a boolean; undefined for none and for JSON. */
export function fieldText(value: unknown): string | undefined {
  if (isBlank(value)) return undefined
  if (typeof value === 'object' && !(value instanceof LosslessNumber)) return undefined
  return canonicalText(value).trim()
}

/** Makes the function that reads the identifier in a field. */
export function compileFieldIdentifier(
  { columns, stream, config, tools }: CompileContext,
  kind: IdentifierKind,
  field: string,
): IdentifierReader {
  const column = columns.get(field)
  return compileIdentifier(
    {
      kind,
      column: field,
      isNumeric: column !== undefined && isNumeric(stream.columns.get(column)),
      onTrimmed: () => tools.stats.noteTrimmed(field),
    },
    config,
  )
}

/** Makes the function that reads the type and the id of an object; or why they cannot be used. */
export function compileObjectRef(
  context: CompileContext,
): (parts: RowView) => { readonly typeId: string; readonly objectId: string } | BuildResult {
  const readObjectId = compileFieldIdentifier(context, 'object_id', 'object_id')
  return (parts) => {
    const typeId = parts.text('object_type_id') as string
    if (!isCountingNumber(typeId))
      return reject('invalid_field', 'object_type_id', { expected: { type: 'counting_number' } })
    const objectId = readObjectId(parts.value('object_id'))
    if (objectId instanceof IdentifierRejection) return { kind: 'rejected', rejection: objectId.rejection }
    return { typeId, objectId }
  }
}
