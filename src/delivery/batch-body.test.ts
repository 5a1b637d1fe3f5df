import fc from 'fast-check'
import { JsonWriter } from '../lib/json-writer'
import { halve, OpenBody, textIn, toRejection } from './body'
import { ENDPOINT, madeBatch, madeEntry } from './testing/made-rows'

const WIDE = { ...ENDPOINT, maxBytes: 1_000_000, maxItems: 1000 }

describe('OpenBody', () => {
  const step = fc.record({
    item: fc.jsonValue(),
    /** What becomes of it: added, written and taken back, or put in the place of an entry that waits. */
    fate: fc.oneof(fc.constantFrom('added', 'dropped'), fc.nat(5)),
  })

  it('holds exactly the items that were added, wrapped and joined, whatever was written and dropped between', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30, size: 'max' }), (steps) => {
        // One that grows with nearly every item.
        const body = new OpenBody(WIDE, new JsonWriter(Buffer.alloc(1)))
        const texts: string[] = []
        for (const { item, fate } of steps) {
          const entry = madeEntry(['a'], 'set', item)
          const { json } = entry
          if (typeof fate === 'number') {
            if (fate >= texts.length) continue
            expect(body.replace(body.entries[fate]!, entry)).toBe(true)
            texts[fate] = json
            continue
          }
          const writer = body.begin()
          writer.append(json)
          if (fate === 'dropped') continue
          body.add(entry)
          texts.push(json)
        }
        expect(body.entries.map(({ place }) => place)).toEqual(texts.map((_, index) => index))
        const batch = body.close()
        expect(batch.body.toString()).toBe(WIDE.open + texts.join(',') + WIDE.close)
        expect(body.bytes).toBe(batch.body.length)
        expect(batch.entries.map((entry) => textIn(batch, entry))).toEqual(texts)
        expect(batch.entries.every(({ isDeparted, json }) => isDeparted && json === '')).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('leaves a body as it is where a longer entry does not fit', () => {
    const body = new OpenBody(ENDPOINT, new JsonWriter())
    const entry = madeEntry(['a'], 'set', 'short')
    body.begin().append(entry.json)
    body.add(entry)
    const longer = madeEntry(['a'], 'set', 'x'.repeat(2000))
    expect(body.replace(entry, longer)).toBe(false)
    expect(longer.place).toBeUndefined()
    expect(body.close().body.toString()).toBe('{"batch":["short"]}')
  })
})

describe('halve', () => {
  it.each([2, 3, 7, 50])('cuts %i entries in two that are not empty, in order', (count) => {
    const entries = Array.from({ length: count }, (_, n) =>
      madeEntry([String(n)], 'set', { n, text: '€'.repeat(n % 5) }),
    )
    const texts = entries.map(({ json }) => json)
    let batches = [madeBatch(entries)]
    // Cut again and again, until each has one: the halves are cut as their whole was.
    while (batches.some((batch) => batch.entries.length > 1)) {
      batches = batches.flatMap((batch) => (batch.entries.length > 1 ? halve(batch) : [batch]))
      for (const batch of batches) {
        const own = batch.entries.map((entry) => texts[entries.indexOf(entry)] as string)
        expect(batch.body.toString()).toBe(ENDPOINT.open + own.join(',') + ENDPOINT.close)
        expect(batch.entries.map((entry) => textIn(batch, entry))).toEqual(own)
      }
      expect(batches.flatMap((batch) => batch.entries)).toEqual(entries)
    }
  })
})

describe('toRejection', () => {
  it("keeps the API's own words apart from the message", () => {
    expect(
      toRejection({ status: 207, reason: 'invalid', field: 'attributes.x', message: 'secret@example.com' }),
    ).toEqual({
      code: 'refused_by_customer_io',
      message: 'Customer.io refused it (HTTP 207, invalid).',
      field: 'attributes.x',
      detail: 'secret@example.com',
    })
    expect(toRejection({ status: 400 })).toEqual({
      code: 'refused_by_customer_io',
      message: 'Customer.io refused it (HTTP 400, no reason given).',
    })
  })
})
