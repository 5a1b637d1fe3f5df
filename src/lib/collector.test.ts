import { getHeapSpaceStatistics } from 'node:v8'
import { collectEvery, collectGarbage } from './collector'

/** Bytes of what was made lately, garbage or not. Looking makes a little garbage itself. */
function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_used_size ?? 0
}

const GARBAGE_BYTES = 100_000

/** Leaves garbage behind, so little that the engine does not collect it by itself after a collection. */
function makeGarbage(): void {
  for (let bytes = 0; bytes < GARBAGE_BYTES; bytes += 1000) new Array<number>(125).fill(bytes)
}

// The tests are not run with --expose-gc, as the program is not.
describe('collectGarbage', () => {
  it('collects all that nobody holds', async () => {
    const garbage = new WeakRef<object>({ garbage: true })
    const held = { held: true }
    const holder = new WeakRef(held)
    // What was looked at within one turn of the event loop is held until it is over.
    await new Promise((resolve) => setImmediate(resolve))
    collectGarbage('all')
    expect(garbage.deref()).toBeUndefined()
    expect(holder.deref()).toBe(held)
  })

  it('collects what came up lately', () => {
    collectGarbage('young')
    makeGarbage()
    const before = youngBytes()
    collectGarbage('young')
    expect(before - youngBytes()).toBeGreaterThan(GARBAGE_BYTES / 2)
  })
})

describe('collectEvery', () => {
  it('collects each time that so many bytes were read, and not before', () => {
    collectGarbage('young')
    const read = collectEvery(100)
    for (let round = 0; round < 3; round++) {
      makeGarbage()
      const before = youngBytes()
      read(40)
      read(59)
      expect(youngBytes()).toBeGreaterThanOrEqual(before)
      read(1)
      expect(before - youngBytes()).toBeGreaterThan(GARBAGE_BYTES / 2)
    }
  })
})
