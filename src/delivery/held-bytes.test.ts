import type { Input } from '../core/input'
import { drainMicrotasks } from '../lib/testing/fake-clock'
import { createRow, createState } from './testing/row-factories'
import { type Operation } from './testing/operations'
import { Simulation } from './testing/simulation'

// One limit for all that is held: reading stops above it, whatever it consists of. Three requests may be in flight:
// 1.5 MB, 1 MB waits, and 16 MB more of everything.
const LIMIT = 18_500_000

const row = (simulation: Simulation, operation: Partial<Operation>): Input =>
  createRow(simulation.streams[0]!, { action: 'event', person: 'p', values: {}, id: 0, ...operation })

/** Yields one input after the other, and counts them. */
function counted(inputs: Iterable<Input>) {
  const read = { count: 0 }
  async function* source() {
    for (const input of inputs) {
      read.count++
      yield [input]
      await Promise.resolve()
    }
  }
  return { read, source: source() }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 300; turn++) await drainMicrotasks()
}

describe('Pipeline', () => {
  it('stops reading where states that wait for a row fill the memory, and continues once it has its outcome', async () => {
    const simulation = new Simulation(() => 0)
    const text = 's'.repeat(100_000)
    function* inputs() {
      yield row(simulation, {})
      for (let n = 0; n < 400; n++) yield createState([simulation.streams[0]!], text)
    }
    const { read, source } = counted(inputs())
    const run = simulation.pipeline.run(source)
    await settle()
    expect(read.count * text.length).toBeGreaterThan(LIMIT - 1_000_000)
    expect(read.count * text.length).toBeLessThan(LIMIT + 1_000_000)
    simulation.answer()
    await run
    expect(simulation.emitted).toHaveLength(400)
  })

  it('stops reading where rejected rows that wait for their storage fill the memory', async () => {
    const stored: (() => void)[] = []
    let flushes = 0
    const simulation = new Simulation(() => 0, {
      reject: () => new Promise<void>((resolve) => stored.push(resolve)),
      flushRejectedRows: () => flushes++,
    })
    function* inputs() {
      for (let n = 0; n < 2_000; n++) yield { ...row(simulation, { action: 'bad' }), lineBytes: 20_000 }
    }
    const { read, source } = counted(inputs())
    const run = simulation.pipeline.run(source)
    await settle()
    expect(read.count * 20_000).toBeLessThan(LIMIT + 1_000_000)
    expect(flushes).toBeGreaterThan(0)
    while (simulation.stats.totals.rejected < 2_000) {
      for (const resolve of stored.splice(0)) resolve()
      await drainMicrotasks()
    }
    await run
  })

  it('stops reading where output is not read, and continues once it is', async () => {
    let output = 0
    const simulation = new Simulation(() => 0, {
      emitState: ({ text }) => (output += text.length),
      outputBytes: () => output,
    })
    const text = 's'.repeat(100_000)
    function* inputs() {
      for (let n = 0; n < 400; n++) yield createState([simulation.streams[0]!], text)
    }
    const { read, source } = counted(inputs())
    let isOver = false
    const run = simulation.pipeline.run(source).finally(() => (isOver = true))
    await settle()
    expect(output).toBeLessThan(LIMIT + 1_000_000)
    expect(read.count).toBeLessThan(400)
    while (!isOver) {
      output = 0
      simulation.pipeline.outputRead()
      await drainMicrotasks()
    }
    await run
    expect(read.count).toBe(400)
  })

  it('reads on where states wait for a guard, which needs more rows to judge', async () => {
    const simulation = new Simulation(Math.random, { limits: { maxRejectedPercent: 50 } })
    const text = 's'.repeat(100_000)
    function* inputs() {
      for (let n = 0; n < 20; n++) yield row(simulation, { action: 'bad' })
      for (let n = 0; n < 400; n++) yield createState([simulation.streams[0]!], text)
      for (let n = 0; n < 20; n++) yield row(simulation, { id: n })
    }
    await simulation.finish(counted(inputs()).source)
    expect(simulation.emitted).toHaveLength(400)
  })
})
