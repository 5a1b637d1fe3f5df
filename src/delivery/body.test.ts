import fc from 'fast-check'
import { closeBatch, halve, toRejection } from './body'
import { ENDPOINT, madeEntry } from './testing/made-rows'

describe('closeBatch', () => {
  it('writes exactly the bytes of the wrapped and joined entries', () => {
    fc.assert(
      fc.property(fc.array(fc.json(), { minLength: 1, maxLength: 20 }), (items) => {
        const entries = items.map((item) => madeEntry(['a'], 'set', JSON.parse(item)))
        const { body } = closeBatch({ endpoint: ENDPOINT, entries })
        const text = ENDPOINT.open + entries.map(({ json }) => json).join(',') + ENDPOINT.close
        expect(body.equals(Buffer.from(text))).toBe(true)
      }),
    )
  })

  it('weighs characters beyond ASCII as they are sent', () => {
    const entries = ['é', '€', '😀', 'a', '\u2028'].map((value) => madeEntry(['a'], 'set', { value }))
    expect(JSON.parse(closeBatch({ endpoint: ENDPOINT, entries }).body.toString())).toEqual({
      batch: ['é', '€', '😀', 'a', '\u2028'].map((value) => ({ value })),
    })
  })
})

describe('halve', () => {
  it.each([2, 3, 7, 100])('cuts %i entries in two that are not empty, in order', (count) => {
    const entries = Array.from({ length: count }, (_, n) => madeEntry([String(n)], 'set'))
    const halves = halve(closeBatch({ endpoint: ENDPOINT, entries }))
    expect(halves).toHaveLength(2)
    for (const half of halves) {
      expect(half.entries.length).toBeGreaterThan(0)
      expect(half.body).toEqual(closeBatch(half).body)
    }
    expect(halves.flatMap((half) => half.entries)).toEqual(entries)
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
