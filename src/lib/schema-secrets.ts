import { isObject } from './is-object'

/**
 * The values of a configuration that its specification marks with `airbyte_secret`, at any depth and in every alternative
 * of `oneOf`, `anyOf` and `allOf`.
 */
export function secretsOf(schema: unknown, value: unknown): readonly string[] {
  if (!isObject(schema)) return []
  const isScalar = typeof value === 'string' || typeof value === 'number'
  const own = schema['airbyte_secret'] === true && isScalar ? [String(value)] : []
  const alternatives = ['oneOf', 'anyOf', 'allOf'].flatMap((name) => listOf(schema[name]))
  return [
    ...own,
    ...alternatives.flatMap((alternative) => secretsOf(alternative, value)),
    ...secretsInside(schema, value),
  ]
}

function secretsInside({ properties, items }: Record<string, unknown>, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => secretsOf(items, item))
  if (!isObject(value) || !isObject(properties)) return []
  return Object.entries(properties).flatMap(([name, property]) => secretsOf(property, value[name]))
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
