import fc from 'fast-check'
import { BATCH } from '../mapping/endpoints'
import type { Endpoint } from '../mapping/entry'
import { textIn, type Batch } from './body'
import { Packer } from './packer'
import { ENDPOINT, madeEntry } from './testing/made-rows'

const SMALL: Endpoint = { path: '/ids', open: '{"ids":[', close: ']}', maxBytes: 500, maxItems: 3 }

describe('Packer', () => {
  it('puts every entry in exactly one body, in order, and every body within its limits', () => {
    const item = fc.record({
      text: fc.string({ unit: 'binary', maxLength: 300 }),
      small: fc.boolean(),
      /** Written where it is sent from, rather than handed over as a text. */
      inPlace: fc.boolean(),
      /** Something was written before it that became nothing. */
      afterDropped: fc.boolean(),
      reused: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(item, { maxLength: 80, size: 'max' }), (items) => {
        const packer = new Packer()
        const entries = items.map(({ text, small }, index) =>
          madeEntry([String(index)], 'append', small ? index : { text }, { endpoint: small ? SMALL : ENDPOINT }),
        )
        const texts = entries.map(({ json }) => json)
        const batches: Batch[] = []
        entries.forEach((entry, index) => {
          const { inPlace, afterDropped, reused } = items[index]!
          if (afterDropped) packer.begin(entry.endpoint).append('{"dropped":')
          if (inPlace) {
            packer.begin(entry.endpoint).append(entry.json)
            entry.json = ''
          }
          const closed = packer.add(entry, 0)
          if (closed === undefined) return
          // A copy is what was sent; the buffer may be filled anew.
          batches.push({ ...closed, body: Buffer.from(closed.body) })
          if (reused) packer.recycle(closed)
        })
        batches.push(...packer.flush())
        expect(packer.isEmpty).toBe(true)
        for (const endpoint of [SMALL, ENDPOINT]) {
          const sent = batches.filter((batch) => batch.endpoint === endpoint)
          expect(sent.flatMap((batch) => batch.entries)).toEqual(entries.filter((one) => one.endpoint === endpoint))
          for (const batch of sent) {
            const { body } = batch
            expect(body.length).toBeLessThan(endpoint.maxBytes)
            expect(batch.entries.length).toBeLessThanOrEqual(endpoint.maxItems)
            const parsed = JSON.parse(body.toString()) as Record<string, unknown[]>
            const own = batch.entries.map((entry) => texts[entries.indexOf(entry)] as string)
            expect(Object.values(parsed)[0]).toEqual(own.map((json) => JSON.parse(json) as unknown))
            expect(batch.entries.map((entry) => textIn(batch, entry))).toEqual(own)
          }
        }
      }),
      { numRuns: 100 },
    )
  })

  it('fills a body to the last byte below the limit', () => {
    const endpoint = { ...ENDPOINT, maxBytes: 33 }
    const packer = new Packer()
    // 10 bytes of wrapper before, 2 after, two items of 9 and one comma: 31.
    const nine = () => madeEntry(['x'], 'append', 'seven77', { endpoint })
    expect(packer.add(nine(), 0)).toBeUndefined()
    expect(packer.add(nine(), 0)).toBeUndefined()
    expect(packer.add(madeEntry(['x'], 'append', 1, { endpoint }), 0)?.entries).toHaveLength(2)
  })

  it('closes a body of the API before it has 500,000 bytes, and not at 499,999', () => {
    for (const [last, isOne] of [
      [499_999, true],
      [500_000, false],
    ] as const) {
      const packer = new Packer()
      const add = (bytes: number) =>
        packer.add(madeEntry(['x'], 'append', 'x'.repeat(bytes - 2), { endpoint: BATCH }), 0)
      for (let n = 0; n < 15; n++) expect(add(31_999)).toBeUndefined()
      // 15 items of 32,000 with their commas, 12 of wrapper: one that is left.
      const closed = add(last - 480_012)
      expect(closed === undefined).toBe(isOne)
      const bodies = [...(closed === undefined ? [] : [closed]), ...packer.flush()]
      expect(bodies.map(({ body }) => body.length)).toEqual(isOne ? [499_999] : [480_011, 20_000])
      for (const { body } of bodies) JSON.parse(body.toString())
    }
  })

  it('replaces a waiting entry only where the body stays within its limit', () => {
    const packer = new Packer()
    const short = madeEntry(['x'], 'set', 'short')
    packer.add(short, 0)
    packer.add(madeEntry(['y'], 'set', 'z'.repeat(1000)), 0)
    expect(packer.replace(short, madeEntry(['x'], 'set', 'w'.repeat(2000)))).toBe(false)
    const longer = madeEntry(['x'], 'set', 'w'.repeat(500))
    expect(packer.replace(short, longer)).toBe(true)
    expect(packer.flush()[0]?.entries[0]).toBe(longer)
  })

  it('gives back what a huge row took, with the next row, and loses nothing of the body', () => {
    const endpoint = { ...ENDPOINT, maxItems: 5000 }
    const packer = new Packer()
    const before = madeEntry(['x'], 'append', 'before', { endpoint })
    packer.add(before, 0)
    // Only the body has its text now, which would be held twice.
    expect([before.json, packer.textOf(before)]).toEqual(['', '"before"'])
    const size = packer.begin(endpoint).bytes.length
    const huge = packer.begin(endpoint)
    huge.append(`"${'x'.repeat(1_000_000)}"`)
    expect(huge.bytes.length).toBeGreaterThan(1_000_000)
    expect(packer.begin(endpoint).bytes).toHaveLength(size)
    packer.add(madeEntry(['x'], 'append', 'after', { endpoint }), 0)
    expect(packer.flush()[0]?.body.toString()).toBe('{"batch":["before","after"]}')
  })

  it('uses the buffer of a body again only once it was given back, and only one of its size', () => {
    const endpoint = { ...ENDPOINT, maxItems: 5000 }
    const packer = new Packer()
    const close = (item: string) => {
      packer.add(madeEntry(['x'], 'append', item, { endpoint }), 0)
      return packer.flush()[0] as Batch
    }
    const first = close('first')
    const second = close('second')
    expect(second.body.buffer).not.toBe(first.body.buffer)
    expect(first.body.toString()).toBe('{"batch":["first"]}')
    packer.recycle(first)
    const third = close('third')
    expect(third.body.buffer).toBe(first.body.buffer)
    // A half, which is a copy, is no buffer of a body.
    packer.recycle({ ...third, body: Buffer.concat([third.body]) })
    const fourth = close('fourth')
    expect([first, second, third].map(({ body }) => body.buffer)).not.toContain(fourth.body.buffer)
    expect([second, third, fourth].map(({ body }) => body.toString())).toEqual([
      '{"batch":["second"]}',
      '{"batch":["third"]}',
      '{"batch":["fourth"]}',
    ])
  })

  it('closes only bodies that are old enough, and says how old the oldest is', () => {
    const packer = new Packer()
    expect(packer.oldestMs).toBeUndefined()
    packer.add(madeEntry(['x'], 'append', 1, { endpoint: SMALL }), 100)
    packer.add(madeEntry(['x'], 'append', 1), 50)
    expect(packer.oldestMs).toBe(50)
    expect(packer.flush(60).map(({ endpoint }) => endpoint)).toEqual([ENDPOINT])
    expect(packer.oldestMs).toBe(100)
  })

  it('refuses an entry that no body can hold', () => {
    expect(() => new Packer().add(madeEntry(['x'], 'set', 'w'.repeat(2000)), 0)).toThrow('larger than a request')
  })
})
