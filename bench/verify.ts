import type { Bench } from './bench'
import { dataFile, type ShapeName } from './data'
import { run } from './measure'
import { table } from './stats'

/** How many bodies, and what is in them, in runs that are not timed. Throws where something is wrong. */
export async function verify(bench: Bench): Promise<string> {
  const rows: string[][] = []
  for (const shape of [
    'people',
    'realistic',
    'shouting',
    'events',
    'mixed',
    'columns300',
    'large',
  ] as const satisfies ShapeName[]) {
    const amount = shape === 'large' || shape === 'columns300' ? 1000 : 20_000
    const { command } = bench.ours(shape, amount)
    dataFile(shape, amount)
    await bench.sink.set({ latencyMs: 0, keep: true })
    const { stdout } = await run(command)
    const { checked } = await bench.sink.report()
    if (checked === undefined) throw new Error('The sink did not check anything.')
    const { bodies, items, distinct, repeated, largest, problems } = checked
    if (problems.length > 0 || items !== amount || distinct !== amount || repeated > 0)
      throw new Error(`${shape}: ${JSON.stringify(checked)}\n${stdout.slice(-2000)}`)
    rows.push([shape, String(amount), String(bodies), String(items), String(largest)])
  }
  return [
    '## What was sent\n',
    'Not timed. Every body is JSON and below 500,000 bytes, every item at most 32,000; every row is in exactly one body.\n',
    table(['rows', 'read', 'bodies', 'items', 'largest body, bytes'], rows),
    '',
  ].join('\n')
}
