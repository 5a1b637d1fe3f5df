import { drainMicrotasks } from '../lib/testing/fake-clock'
import type { Batch } from './batch-body'
import { Dispatcher } from './dispatcher'
import { createBatch, createItem } from './testing/row-factories'

/** A dispatcher whose sends end when told; batches are known by a number. */
function made(slots: number) {
  const batches = Array.from({ length: 8 }, (_, n) => createBatch([createItem([String(n)], 'upsert')]))
  const nameOf = (batch: Batch) => batches.indexOf(batch)
  const sent: number[] = []
  const ends = new Map<number, () => void>()
  let freed = 0
  const dispatcher = new Dispatcher(
    slots,
    (batch) => {
      sent.push(nameOf(batch))
      return new Promise((done) => ends.set(nameOf(batch), done))
    },
    () => freed++,
  )
  const end = async (name: number) => {
    ends.get(name)?.()
    await drainMicrotasks()
  }
  return { dispatcher, batches, sent, end, freed: () => freed }
}

describe('Dispatcher', () => {
  it('sends in order, as many at once as there are slots', async () => {
    const { dispatcher, batches, sent, end, freed } = made(2)
    dispatcher.submit(batches.slice(0, 4))
    expect(sent).toEqual([0, 1])
    expect(dispatcher.inFlight).toBe(2)
    await end(1)
    expect(sent).toEqual([0, 1, 2])
    expect(freed()).toBe(0)
    await end(0)
    expect(sent).toEqual([0, 1, 2, 3])
    expect(freed()).toBe(1)
    expect(dispatcher.isIdle).toBe(false)
    await end(2)
    await end(3)
    expect(dispatcher.isIdle).toBe(true)
    expect(freed()).toBe(3)
  })

  it('sends the halves of a split batch before all others', async () => {
    const { dispatcher, batches, sent, end } = made(1)
    dispatcher.submit(batches.slice(0, 3))
    dispatcher.submit(batches.slice(5, 7), 'first')
    for (const name of [0, 5, 6, 1, 2]) await end(name)
    expect(sent).toEqual([0, 5, 6, 1, 2])
  })

  it('sends nothing after a stop, and awaits the requests in flight', async () => {
    const { dispatcher, batches, sent, end } = made(1)
    dispatcher.submit(batches.slice(0, 2))
    dispatcher.stop()
    dispatcher.submit(batches.slice(2, 3))
    expect(dispatcher.isIdle).toBe(false)
    await end(0)
    expect(sent).toEqual([0])
    expect(dispatcher.inFlight).toBe(0)
  })
})
