import type { Input } from '../core/input'
import type { RowRef } from '../core/row'
import type { SourceStream } from '../core/stream'
import type { UnreadableRecord } from '../core/unreadable-record'
import { createRow, createState } from './testing/row-factories'
import { chunks, Simulation } from './testing/simulation'

const unreadable = (stream: SourceStream | undefined, line: number): UnreadableRecord => ({
  kind: 'unreadable',
  stream,
  line,
  why: 'not_json',
  text: 'x',
})

function inputsOf(simulation: Simulation, kinds: string): Input[] {
  const [one] = simulation.streams
  let states = 0
  return kinds
    .replaceAll(' ', '')
    .split('')
    .map((kind, index): Input => {
      if (kind === 'u') return unreadable(one, index + 1)
      if (kind === '?') return unreadable(undefined, index + 1)
      if (kind === 's') return createState([one!], String(++states))
      return createRow(one!, { action: 'event', person: `p${index}`, values: {}, id: index })
    })
}

describe('an unreadable record in a run', () => {
  it('is a rejected row of its stream, counted in the state after it', async () => {
    const simulation = new Simulation()
    await simulation.finish(chunks(inputsOf(simulation, 'r u s r s'), 2))
    expect(simulation.stats.totals).toEqual({ read: 3, delivered: 2, skipped: 0, rejected: 1 })
    expect(simulation.emitted).toEqual([
      { text: '1', counts: { accepted: 1, rejected: 1 } },
      { text: '2', counts: { accepted: 1, rejected: 0 } },
    ])
    const [rows] = simulation.stats.of(simulation.streams[0]!).rejectedBy.values()
    expect(rows).toMatchObject({ count: 1, rejection: { code: 'unreadable_record', why: 'not_json', line: 2 } })
  })

  it('is judged by the guard of rejected rows', async () => {
    const simulation = new Simulation(Math.random, { limits: { maxRejectedPercent: 50 } })
    const inputs = inputsOf(simulation, `${'u'.repeat(11)}${'r'.repeat(9)}s`)
    await expect(simulation.finish(chunks(inputs, 7))).rejects.toThrow('max_rejected_percent')
    expect(simulation.emitted).toEqual([])
  })

  it('is stored before its state is emitted', async () => {
    const stored: RowRef['row'][] = []
    const simulation = new Simulation(Math.random, {
      reject: ({ row }) => {
        stored.push(row)
        return Promise.resolve()
      },
    })
    await simulation.finish(chunks(inputsOf(simulation, 'u s'), 2))
    expect(stored).toMatchObject([{ kind: 'unreadable', text: 'x' }])
    expect(simulation.emitted).toHaveLength(1)
  })

  it('holds back every later state and fails the run where its stream is unknown', async () => {
    const simulation = new Simulation()
    const inputs = inputsOf(simulation, `rs?r${'s'.repeat(50)}u?rs`)
    await expect(simulation.finish(chunks(inputs, 3))).rejects.toMatchObject({
      failureType: 'config_error',
      message: expect.stringContaining('2 lines of the input cannot be read') as string,
    })
    expect(simulation.emitted.map(({ text }) => text)).toEqual(['1'])
    // The other rows are delivered.
    expect(simulation.stats.totals).toEqual({ read: 4, delivered: 3, skipped: 0, rejected: 1 })
  })

  it('names the first lines of many', async () => {
    const simulation = new Simulation()
    await expect(simulation.finish(chunks(inputsOf(simulation, '?'.repeat(20)), 5))).rejects.toThrow(
      'line 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, .... The other rows were delivered, and no state after line 1 was',
    )
  })
})
