import type { WorkspaceObjects } from '../workspace-objects'
import { resolveAlias } from './aliases'
import { isRequired, type Field, type ObjectDefinition, type Operation } from './definition'
import { OBJECTS } from './index'

type Schema = Readonly<Record<string, unknown>>

/** One operation of a DESTINATION_CATALOG. */
export interface CatalogOperation {
  readonly object_name: string
  readonly sync_mode: string
  readonly json_schema: Schema
  readonly matching_keys?: readonly (readonly string[])[]
}

/** Every operation of every object; with `live` also those of the workspace's object types and manual segments. */
export function discoverOperations(live?: WorkspaceObjects): readonly CatalogOperation[] {
  const plain = OBJECTS.flatMap((definition) => operationsOf(definition.name, definition, definition.title, new Set()))
  const named = [...(live?.aliases ?? [])].flatMap(([name, { object, title, constants }]) => {
    const definition = OBJECTS.find((one) => one.name === object) as ObjectDefinition
    return operationsOf(name, definition, `${definition.title}: ${title}`, new Set(Object.keys(constants ?? {})))
  })
  return [...plain, ...named]
}

/** True for an object that needs no look at the workspace. */
export function isKnownObject(name: string): boolean {
  return OBJECTS.some((definition) => definition.name === name) || resolveAlias(name) !== undefined
}

function operationsOf(
  name: string,
  definition: ObjectDefinition,
  title: string,
  given: ReadonlySet<string>,
): readonly CatalogOperation[] {
  const fields = definition.fields.filter(
    ({ name: field, isOnlyNamedByRules }) => !given.has(field) && isOnlyNamedByRules !== true,
  )
  return definition.operations.map((operation) => ({
    object_name: name,
    sync_mode: operation.syncMode,
    json_schema: {
      type: 'object',
      title,
      description: definition.description,
      // The form offers names of the user's own only where this is said outright.
      additionalProperties: true,
      ...requiredOf(fields, operation),
      properties: {
        ...Object.fromEntries(definition.personKinds.map((kind) => [kind, { type: 'string', title: kind }])),
        ...Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
      },
    },
    ...(operation.matchingKeys.length === 0 ? {} : { matching_keys: operation.matchingKeys }),
  }))
}

function requiredOf(fields: readonly Field[], operation: Operation): { readonly required?: readonly string[] } {
  const required = fields.filter((field) => isRequired(field, operation)).map(({ name }) => name)
  return required.length === 0 ? {} : { required }
}

/** A time may be text or a number. Airbyte checks types, so both are declared. */
function fieldSchema({ title, description, type, values }: Field): Schema {
  return {
    type: type === 'timestamp' ? ['string', 'integer'] : type,
    title,
    description,
    ...(values === undefined ? {} : { enum: values }),
  }
}
