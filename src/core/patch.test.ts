import { applyPatch } from './apply-patch'
import { toPatch, type ConfigDocument } from './patch'

const config = (value: Record<string, unknown>): ConfigDocument => ({ kind: 'config', value })

describe('toPatch', () => {
  it('tests what it replaces, and fails on another document', () => {
    const document = config({ guards: { max_deletes: 5 } })
    const patch = toPatch({ kind: 'option', path: ['guards', 'max_deletes'], value: 8 }, document)!
    expect(patch).toEqual([
      { op: 'test', path: '/guards/max_deletes', value: 5 },
      { op: 'replace', path: '/guards/max_deletes', value: 8 },
    ])
    expect(applyPatch(document.value, patch)).toEqual({ guards: { max_deletes: 8 } })
    expect(() => applyPatch({ guards: { max_deletes: 6 } }, patch)).toThrow('The test of /guards/max_deletes fails.')
    expect(document.value).toEqual({ guards: { max_deletes: 5 } })
  })

  it('changes the rule of an attribute for the stream, before the one for all streams', () => {
    const attributes = [
      { attribute: 'a/b', type: 'any' },
      { attribute: 'a/b', stream: 'P', type: 'any' },
    ]
    const change = { kind: 'attribute', attribute: 'a/b', stream: 'P', rule: { type: 'string' } } as const
    const patch = toPatch(change, config({ attributes }))!
    expect(applyPatch({ attributes }, patch)).toEqual({
      attributes: [attributes[0], { attribute: 'a/b', stream: 'P', type: 'string' }],
    })
    expect(applyPatch({}, toPatch(change, config({}))!)).toEqual({ attributes: [{ attribute: 'a/b', type: 'string' }] })
    const other = { attributes: [{ attribute: 'x' }], guards: null }
    expect(applyPatch(other, toPatch(change, config(other))!)).toEqual({
      attributes: [{ attribute: 'x' }, { attribute: 'a/b', type: 'string' }],
      guards: null,
    })
  })

  it('has nothing to change where the stream has no rule', () => {
    const rule = { stream: 'P', namespace: null }
    const change = { kind: 'rule_columns', rule, list: 'exclude', item: 'X' } as const
    expect(toPatch(change, config({}))).toBeUndefined()
    expect(toPatch(change, config({ streams: [{ stream: 'Q' }, { stream: 'P', namespace: 'other' }] }))).toBeUndefined()
  })
})

describe('applyPatch', () => {
  it.each([
    [[{ op: 'replace', path: '/guards/other', value: 1 }], 'The replace of /guards/other fails.'],
    [[{ op: 'remove', path: '/guards/other' }], 'The remove of /guards/other fails.'],
    [[{ op: 'add', path: '/none/other', value: 1 }], 'The add of /none/other fails.'],
    [[{ op: 'test', path: '/list', value: [1] }], 'The test of /list fails.'],
  ] as const)('fails where the document has no place for %j', (patch, message) => {
    expect(() => applyPatch({ guards: {}, list: [1, 2] }, patch)).toThrow(message)
  })

  it('compares values and not their text, and shares nothing with the patch', () => {
    const value = { columns: {} }
    const patched = applyPatch({ rule: { a: 1, b: [2] } }, [
      { op: 'test', path: '/rule', value: { b: [2], a: 1 } },
      { op: 'replace', path: '/rule', value },
      { op: 'add', path: '/rule/columns/exclude', value: ['x'] },
    ])
    expect([patched, value]).toEqual([{ rule: { columns: { exclude: ['x'] } } }, { columns: {} }])
  })
})
