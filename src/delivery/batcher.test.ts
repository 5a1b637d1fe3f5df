import fc from 'fast-check'
import { BATCH } from '../mapping/endpoints'
import type { Endpoint } from '../mapping/mapped-item'
import { textIn, type Batch } from './batch-body'
import { Batcher } from './batcher'
import { TextJson } from './testing/text-json'
import { ENDPOINT, createItem } from './testing/row-factories'

const SMALL: Endpoint = { path: '/ids', open: '{"ids":[', close: ']}', maxBytes: 500, maxItems: 3 }

describe('Batcher', () => {
  it('puts every item in exactly one body, in order, and every body within its limits', () => {
    const step = fc.record({
      text: fc.string({ unit: 'binary', maxLength: 300 }),
      small: fc.boolean(),
      /** Its JSON comes from a mapper, and not from its text. */
      isMapped: fc.boolean(),
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
          const { isMapped, reused } = steps[index]!
          if (isMapped) item.json = ''
          const closed = batcher.add(item, 0, isMapped ? new TextJson(texts[index]!) : undefined)
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

  it('knows the text of an item in an open body, which only the body holds', () => {
    const batcher = new Batcher()
    const items = ['a', 'é', 'c'].map((text) => createItem(['x'], 'append', text))
    for (const item of items) batcher.add(item, 0)
    expect(items.map(({ json }) => json)).toEqual(['', '', ''])
    expect(items.map((item) => batcher.textOf(item))).toEqual(['"a"', '"é"', '"c"'])
  })

  it('never changes the body of a batch whose buffer was not given back', () => {
    const endpoint = { ...ENDPOINT, maxItems: 5000 }
    const batcher = new Batcher()
    const bodies = new Map<Batch, string>()
    const close = (item: string) => {
      batcher.add(createItem(['x'], 'append', item, { endpoint }), 0)
      const [batch] = batcher.flush() as [Batch]
      bodies.set(batch, `{"batch":["${item}"]}`)
      return batch
    }
    const [first, second] = [close('first'), close('second')]
    batcher.releaseBuffer(first)
    bodies.delete(first)
    const third = close('third')
    // A half has a buffer of another size.
    batcher.releaseBuffer({ ...third, body: Buffer.concat([second.body]) })
    close('fourth')
    close('fifth')
    for (const [{ body }, expected] of bodies) expect(body.toString()).toBe(expected)
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
