import fc from 'fast-check'
import { JsonWriter } from '../lib/json-writer'
import { halve, OpenBody, textIn, toRejection } from './batch-body'
import { TextJson } from './testing/text-json'
import { ENDPOINT, createBatch, createItem } from './testing/row-factories'

const WIDE = { ...ENDPOINT, maxBytes: 1_000_000, maxItems: 1000 }

describe('OpenBody', () => {
  const step = fc.record({
    value: fc.jsonValue(),
    /** What becomes of it: added with its own text, or from a mapper, or put in the place of an item that waits. */
    fate: fc.oneof(fc.constantFrom('text', 'mapped'), fc.nat(5)),
  })

  it('holds exactly the items that were added, wrapped and joined', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30, size: 'max' }), (steps) => {
        // One that grows with nearly every item.
        const body = new OpenBody(WIDE, new JsonWriter(Buffer.alloc(1)))
        const texts: string[] = []
        for (const { value, fate } of steps) {
          const item = createItem(['a'], 'upsert', value)
          const { json } = item
          if (typeof fate === 'number') {
            if (fate >= texts.length) continue
            expect(body.replace(body.items[fate]!, item)).toBe(true)
            texts[fate] = json
            continue
          }
          if (fate === 'mapped') item.json = ''
          body.add(item, fate === 'mapped' ? new TextJson(json) : undefined)
          texts.push(json)
        }
        expect(body.items.map(({ bodyIndex }) => bodyIndex)).toEqual(texts.map((_, index) => index))
        const batch = body.close()
        expect(batch.body.toString()).toBe(WIDE.open + texts.join(',') + WIDE.close)
        expect(body.bytes).toBe(batch.body.length)
        expect(batch.items.map((item) => textIn(batch, item))).toEqual(texts)
        expect(batch.items.every(({ isInFlight, json }) => isInFlight && json === '')).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('leaves a body unchanged where a longer item does not fit', () => {
    const body = new OpenBody(ENDPOINT, new JsonWriter())
    const item = createItem(['a'], 'upsert', 'short')
    body.add(item, undefined)
    const longer = createItem(['a'], 'upsert', 'x'.repeat(2000))
    expect(body.replace(item, longer)).toBe(false)
    expect(longer.bodyIndex).toBeUndefined()
    expect(body.close().body.toString()).toBe('{"batch":["short"]}')
  })
})

describe('halve', () => {
  it.each([2, 3, 7, 50])('cuts %i items into two halves, in order', (count) => {
    const items = Array.from({ length: count }, (_, n) =>
      createItem([String(n)], 'upsert', { n, text: '€'.repeat(n % 5) }),
    )
    const texts = items.map(({ json }) => json)
    let batches = [createBatch(items)]
    // Cut again and again, until each has one: the halves are cut as their whole was.
    while (batches.some((batch) => batch.items.length > 1)) {
      batches = batches.flatMap((batch) => (batch.items.length > 1 ? halve(batch) : [batch]))
      for (const batch of batches) {
        const own = batch.items.map((item) => texts[items.indexOf(item)] as string)
        expect(batch.body.toString()).toBe(ENDPOINT.open + own.join(',') + ENDPOINT.close)
        expect(batch.items.map((item) => textIn(batch, item))).toEqual(own)
      }
      expect(batches.flatMap((batch) => batch.items)).toEqual(items)
    }
  })
})

describe('toRejection', () => {
  const item = JSON.stringify({ type: 'person', identifiers: { email: 'jane@example.com' }, attributes: { n: 12345 } })

  it('keeps status, reason, field and message, with the values of the row masked', () => {
    const message = 'the address jane@example.com and 12345 are not valid'
    expect(toRejection({ status: 207, reason: 'invalid', field: 'attributes.x', message }, item)).toEqual({
      code: 'refused_by_customer_io',
      reply: { status: 207, reason: 'invalid', message: 'the address *** and *** are not valid' },
      field: 'attributes.x',
      detail: `invalid: ${message}`,
    })
  })

  it('masks the values of the row in a reason that is a sentence', () => {
    expect(toRejection({ status: 400, reason: 'unknown person jane@example.com' }, item)).toMatchObject({
      reply: { status: 400, reason: 'unknown person ***' },
      detail: 'unknown person jane@example.com',
    })
  })

  it('needs nothing but a status', () => {
    expect(toRejection({ status: 400 }, item)).toEqual({ code: 'refused_by_customer_io', reply: { status: 400 } })
  })
})
