import { secretsOf } from './schema-secrets'

const SECRET = { type: 'string', airbyte_secret: true }

describe('secretsOf', () => {
  it.each([
    ['a property', { properties: { a: SECRET, b: { type: 'string' } } }, { a: 'x', b: 'y' }, ['x']],
    ['a nested property', { properties: { a: { properties: { b: SECRET } } } }, { a: { b: 'x' } }, ['x']],
    ['an alternative', { oneOf: [{ properties: { a: SECRET } }, { properties: { b: SECRET } }] }, { b: 'x' }, ['x']],
    ['items of a list', { properties: { a: { items: SECRET } } }, { a: ['x', 'y'] }, ['x', 'y']],
    ['a number', { properties: { a: { type: 'number', airbyte_secret: true } } }, { a: 12345 }, ['12345']],
  ])('finds %s', (_, schema, config, secrets) => {
    expect(secretsOf(schema, config)).toEqual(secrets)
  })

  it.each([null, 'text', [], { a: null }, { a: { b: 1 } }])('finds nothing in %j', (config) => {
    expect(secretsOf({ properties: { a: SECRET } }, config)).toEqual([])
  })
})
