import type { RawValue, Column, ColumnKind } from './column'
import { IdentitySet, identityTexts, type Identity } from './identity'

const column = (name: string, kind: ColumnKind = 'text'): Column => ({ name, kind, sqlType: 'X', nullable: true })

function textsOf(identity: Identity, row: Readonly<Record<string, RawValue>>) {
  return identityTexts(identity, (name) => row[name] ?? null)
}

const PERSON: Identity = {
  scope: 'person',
  alternatives: [[{ column: column('ID'), kind: 'id' }], [{ column: column('EMAIL'), kind: 'email' }]],
  isKey: false,
}

describe('identityTexts', () => {
  it('has one text for each alternative that has a value', () => {
    expect(textsOf(PERSON, { ID: '7', EMAIL: 'a@x.com' })).toHaveLength(2)
    expect(textsOf(PERSON, { ID: ' ', EMAIL: 'a@x.com' })).toEqual(textsOf(PERSON, { EMAIL: 'a@x.com' }))
    expect(textsOf(PERSON, {})).toEqual([])
  })

  it('ignores the case of an email address and spaces around it, and nothing of an id', () => {
    expect(textsOf(PERSON, { EMAIL: ' A@X.com' })).toEqual(textsOf(PERSON, { EMAIL: 'a@x.com' }))
    expect(textsOf(PERSON, { ID: 'A' })).not.toEqual(textsOf(PERSON, { ID: 'a' }))
    expect(textsOf(PERSON, { ID: ' a' })).not.toEqual(textsOf(PERSON, { ID: 'a' }))
  })

  it('tells an id from an email address, and one scope from another', () => {
    expect(textsOf(PERSON, { ID: 'a@x.com' })).not.toEqual(textsOf(PERSON, { EMAIL: 'a@x.com' }))
    expect(textsOf({ ...PERSON, scope: 'object 1' }, { ID: '7' })).not.toEqual(textsOf(PERSON, { ID: '7' }))
  })

  it.each([
    ['7.00', '7'],
    ['7.50', '7.5'],
    ['70', '70'],
    ['-0.10', '-0.1'],
  ])('takes %s as the number %s', (text, same) => {
    const decimal: Identity = {
      scope: 'x',
      alternatives: [[{ column: column('N', 'decimal'), kind: 'id' }]],
      isKey: false,
    }
    expect(textsOf(decimal, { N: text })).toEqual([['x', 'id', same].join('\u001f')])
  })

  it('needs every column of an alternative', () => {
    const membership: Identity = {
      scope: 'segment',
      alternatives: [
        [
          { column: column('ID'), kind: 'id' },
          { column: column('SEGMENT'), kind: 'segment_id' },
        ],
      ],
      isKey: false,
    }
    expect(textsOf(membership, { ID: '7' })).toEqual([])
    expect(textsOf(membership, { ID: '7', SEGMENT: '1' })).toHaveLength(1)
  })
})

it('finds an identity by any of its texts', () => {
  const set = new IdentitySet()
  set.add(['a', 'b'])
  expect(set.hasAny(['x', 'b'])).toBe(true)
  expect(set.hasAny(['x'])).toBe(false)
  expect(set.size).toBe(2)
})
