import type { SourceStream } from '../core/stream'
import { rowsOf } from './change-rows'
import type { Removal, RowChange } from './changes'
import type { PreparedModel } from './prepared-model'

const stream = (name: string) => ({ name }) as unknown as SourceStream
const CART = { name: 'CART' }

/** A model whose cart is watched, and whose removed rows become events. */
function modelOf(activation: string, model: string): PreparedModel {
  return {
    activation,
    model: { name: model },
    stream: stream(model),
    transitions: [{ transition: { attribute: 'cart' }, column: CART, carried: [], stream: stream('cart') }],
    removed: { stream: stream('removed'), clears: [], isEvent: true },
  } as unknown as PreparedModel
}

const old = { kept: { CART: 'open' }, run: 'r1' }
const change: RowChange = { kind: 'row', seq: 1, pk: 'a', hash: '', data: { CART: 'paid' }, kept: {}, old }
const removal: Removal = { kind: 'removal', seq: 1, pk: 'a', old, reason: 'gone' }

function idsOf(model: PreparedModel, more: Partial<Pick<RowChange, 'pk' | 'old' | 'data'>> = {}, nowMs = 1): string[] {
  return [...rowsOf(model, { ...change, ...more }, nowMs).slice(1), ...rowsOf(model, removal, nowMs)].map(
    ({ data }) => data['change'] as string,
  )
}

describe('the id of a change', () => {
  const model = modelOf('shop', 'people')
  const [transition, removed] = idsOf(model)

  it('is the same whenever the same change is read again', () => {
    expect(idsOf(model, {}, 2)).toEqual([transition, removed])
  })

  it.each([
    ['activation', idsOf(modelOf('blog', 'people'))],
    ['model', idsOf(modelOf('shop', 'orders'))],
    ['key', [idsOf(model, { pk: 'b' })[0]]],
    ['stored version', [idsOf(model, { old: { ...old, run: 'r2' } })[0]]],
    ['value', [idsOf(model, { data: { CART: 'gone' } })[0]]],
    ['kind of change', []],
  ])('is another one for another %s', (_, others) => {
    expect(new Set([transition, removed, ...others]).size).toBe(2 + others.length)
  })
})

it.each([
  ['the value is the same', { data: { CART: 'open' } }],
  ['the row is new', { old: undefined }],
  ['the value was not kept', { old: { kept: {}, run: 'r1' } }],
])('sends no event if %s', (_, more) => {
  expect(rowsOf(modelOf('shop', 'people'), { ...change, ...more }, 1)).toHaveLength(1)
})

it.each(['present', 'unknown'] as const)('sends nothing for a removal whose identity is %s', (reason) => {
  expect(rowsOf(modelOf('shop', 'people'), { ...removal, reason }, 1)).toEqual([])
})
