import fc from 'fast-check'
import { BATCH } from '../mapping/endpoints'
import type { Endpoint } from '../mapping/batch-item'
import { textIn, type Batch } from './batch-body'
import { Batcher } from './batcher'
import { ENDPOINT, createItem } from './testing/row-factories'

const SMALL: Endpoint = { path: '/ids', open: '{"ids":[', close: ']}', maxBytes: 500, maxItems: 3 }

describe('Batcher', () => {
  it('puts every item in exactly one body, in order, and every body within its limits', () => {
    const step = fc.record({
      text: fc.string({ unit: 'binary', maxLength: 300 }),
      small: fc.boolean(),
      /** Written where it is sent from, rather than handed over as a text. */
      inPlace: fc.boolean(),
      /** Something was written before it that became nothing. */
      afterDropped: fc.boolean(),
      reused: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const batcher = new Batcher()
        const items = steps.map(({ text, small }, index) =>
          createItem([String(index)], 'append', small ? index : { text }, { endpoint: small ? SMALL : ENDPOINT }),
        )
        const texts = items.map(({ json }) => json)
        const batches: Batch[] = []
        items.forEach((item, index) => {
          const { inPlace, afterDropped, reused } = steps[index]!
          if (afterDropped) batcher.startItem(item.endpoint).append('{"dropped":')
          if (inPlace) {
            batcher.startItem(item.endpoint).append(item.json)
            item.json = ''
          }
          const closed = batcher.add(item, 0)
          if (closed === undefined) return
          // A copy is what was sent; the buffer may be filled again.
          batches.push({ ...closed, body: Buffer.from(closed.body) })
          if (reused) batcher.releaseBuffer(closed)
        })
        batches.push(...batcher.flush())
        expect(batcher.isEmpty).toBe(true)
        for (const endpoint of [SMALL, ENDPOINT]) {
          const sent = batches.filter((batch) => batch.endpoint === endpoint)
          expect(sent.flatMap((batch) => batch.items)).toEqual(items.filter((one) => one.endpoint === endpoint))
          for (const batch of sent) {
            const { body } = batch
            expect(body.length).toBeLessThan(endpoint.maxBytes)
            expect(batch.items.length).toBeLessThanOrEqual(endpoint.maxItems)
            const parsed = JSON.parse(body.toString()) as Record<string, unknown[]>
            const own = batch.items.map((item) => texts[items.indexOf(item)] as string)
            expect(Object.values(parsed)[0]).toEqual(own.map((json) => JSON.parse(json) as unknown))
            expect(batch.items.map((item) => textIn(batch, item))).toEqual(own)
          }
        }
      }),
      { numRuns: 100 },
    )
  })

  it('fills a body to the last byte below the limit', () => {
    const endpoint = { ...ENDPOINT, maxBytes: 33 }
    const batcher = new Batcher()
    // 10 bytes of wrapper before, 2 after, two items of 9 and one comma: 31.
    const nine = () => createItem(['x'], 'append', 'seven77', { endpoint })
    expect(batcher.add(nine(), 0)).toBeUndefined()
    expect(batcher.add(nine(), 0)).toBeUndefined()
    expect(batcher.add(createItem(['x'], 'append', 1, { endpoint }), 0)?.items).toHaveLength(2)
  })

  it('closes a body of the API before it has 500,000 bytes, and not at 499,999', () => {
    for (const [last, isOne] of [
      [499_999, true],
      [500_000, false],
    ] as const) {
      const batcher = new Batcher()
      const add = (bytes: number) =>
        batcher.add(createItem(['x'], 'append', 'x'.repeat(bytes - 2), { endpoint: BATCH }), 0)
      for (let n = 0; n < 15; n++) expect(add(31_999)).toBeUndefined()
      // 15 items of 32,000 with their commas, 12 of wrapper: one that is left.
      const closed = add(last - 480_012)
      expect(closed === undefined).toBe(isOne)
      const bodies = [...(closed === undefined ? [] : [closed]), ...batcher.flush()]
      expect(bodies.map(({ body }) => body.length)).toEqual(isOne ? [499_999] : [480_011, 20_000])
      for (const { body } of bodies) JSON.parse(body.toString())
    }
  })

  it('replaces a waiting item only where the body stays within its limit', () => {
    const batcher = new Batcher()
    const short = createItem(['x'], 'upsert', 'short')
    batcher.add(short, 0)
    batcher.add(createItem(['y'], 'upsert', 'z'.repeat(1000)), 0)
    expect(batcher.replace(short, createItem(['x'], 'upsert', 'w'.repeat(2000)))).toBe(false)
    const longer = createItem(['x'], 'upsert', 'w'.repeat(500))
    expect(batcher.replace(short, longer)).toBe(true)
    expect(batcher.flush()[0]?.items[0]).toBe(longer)
  })

  it('gives back what a huge row took, with the next row, and loses nothing of the body', () => {
    const endpoint = { ...ENDPOINT, maxItems: 5000 }
    const batcher = new Batcher()
    const before = createItem(['x'], 'append', 'before', { endpoint })
    batcher.add(before, 0)
    // Only the body has its text now, which would be held twice.
    expect([before.json, batcher.textOf(before)]).toEqual(['', '"before"'])
    const size = batcher.startItem(endpoint).bytes.length
    const huge = batcher.startItem(endpoint)
    huge.append(`"${'x'.repeat(1_000_000)}"`)
    expect(huge.bytes.length).toBeGreaterThan(1_000_000)
    expect(batcher.startItem(endpoint).bytes).toHaveLength(size)
    batcher.add(createItem(['x'], 'append', 'after', { endpoint }), 0)
    expect(batcher.flush()[0]?.body.toString()).toBe('{"batch":["before","after"]}')
  })

  it('uses the buffer of a body again only once it was given back, and only one of its size', () => {
    const endpoint = { ...ENDPOINT, maxItems: 5000 }
    const batcher = new Batcher()
    const close = (item: string) => {
      batcher.add(createItem(['x'], 'append', item, { endpoint }), 0)
      return batcher.flush()[0] as Batch
    }
    const first = close('first')
    const second = close('second')
    expect(second.body.buffer).not.toBe(first.body.buffer)
    expect(first.body.toString()).toBe('{"batch":["first"]}')
    batcher.releaseBuffer(first)
    const third = close('third')
    expect(third.body.buffer).toBe(first.body.buffer)
    // A half is a copy and not the buffer of a body.
    batcher.releaseBuffer({ ...third, body: Buffer.concat([third.body]) })
    const fourth = close('fourth')
    expect([first, second, third].map(({ body }) => body.buffer)).not.toContain(fourth.body.buffer)
    expect([second, third, fourth].map(({ body }) => body.toString())).toEqual([
      '{"batch":["second"]}',
      '{"batch":["third"]}',
      '{"batch":["fourth"]}',
    ])
  })

  it('closes only bodies that are old enough, and says how old the oldest is', () => {
    const batcher = new Batcher()
    expect(batcher.oldestMs).toBeUndefined()
    batcher.add(createItem(['x'], 'append', 1, { endpoint: SMALL }), 100)
    batcher.add(createItem(['x'], 'append', 1), 50)
    expect(batcher.oldestMs).toBe(50)
    expect(batcher.flush(60).map(({ endpoint }) => endpoint)).toEqual([ENDPOINT])
    expect(batcher.oldestMs).toBe(100)
  })

  it('refuses an item that no body can hold', () => {
    expect(() => new Batcher().add(createItem(['x'], 'upsert', 'w'.repeat(2000)), 0)).toThrow('larger than a request')
  })
})
