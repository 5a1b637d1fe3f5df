import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { count, pick, type Bench, type Case, type Result, type Results } from './bench'
import { DATA, type ShapeName } from './data'
import { run } from './measure'
import { latencyPlot, type Point } from './plot'
import { median, ratios, spread, table } from './stats'

export interface Target {
  readonly what: string
  readonly asked: string
  readonly measured: string
  readonly isMet: boolean
  /** How far off, where it is missed. */
  readonly gap: string
}

interface Section {
  readonly text: string
  readonly targets?: readonly Target[]
}

/** Judges the median of some figures against a limit. */
function judge(
  what: string,
  values: readonly number[],
  way: 'at least' | 'at most',
  limit: number,
  digits = 2,
): Target {
  const middle = median(values)
  return {
    what,
    asked: `${way} ${limit}`,
    measured: spread(values, digits),
    isMet: way === 'at least' ? middle >= limit : middle <= limit,
    gap: Math.abs(middle - limit).toFixed(digits),
  }
}

function costTable(results: Results): string {
  return table(
    ['', 'wall s', 'rows/s', 'CPU s', 'CPU us a row', 'peak MB'],
    [...results].map(([label, { rows, rounds }]) => {
      const wall = rounds.map(({ wallS }) => wallS)
      const cpu = rounds.map(({ cpuS }) => cpuS)
      return [
        label,
        spread(wall, 2),
        Math.round(rows / median(wall)).toLocaleString('en'),
        spread(cpu, 2),
        ((median(cpu) / rows) * 1e6).toFixed(1),
        spread(
          rounds.map(({ peakMb }) => peakMb),
          0,
        ),
      ]
    }),
  )
}

const section = (title: string, ...lines: string[]) => [`## ${title}\n`, ...lines, ''].join('\n')

/** CPU of `other` over ours, round by round: how much more others spend. */
const cpuRatio = (results: Results, other: string, ours: string) =>
  ratios(pick(results, other, 'cpuS'), pick(results, ours, 'cpuS'))
const wallRatio = (results: Results, other: string, ours: string) =>
  ratios(pick(results, other, 'wallS'), pick(results, ours, 'wallS'))

async function throughput(bench: Bench): Promise<Section> {
  const [tiny, small, large] = [bench.rows(10_000), bench.rows(100_000), bench.rows(1_000_000)]
  const ours = `ours, ${count(large)}`
  const few = `ours, ${count(small)}`
  const alone = `ours without the identity check, ${count(large)}`
  const bare = `bare loop, ${count(large)}`
  const read = `readline and JSON.parse, ${count(large)}`
  const results = await bench.interleave([
    bench.ours('people', large, { label: ours }),
    bench.peer('bare', 'people', large, { label: bare }),
    bench.peer('readline', 'people', large, { label: read }),
    bench.ours('people', small, { label: few }),
    bench.peer('bare', 'people', small, { label: `bare loop, ${count(small)}` }),
    bench.ours('people', tiny, { label: `ours, ${count(tiny)}` }),
    bench.peer('bare', 'people', tiny, { label: `bare loop, ${count(tiny)}` }),
    bench.ours('people', large, { label: alone, config: { identity: { conflicts: 'ignore' } } }),
  ])
  const memory = pick(results, ours, 'peakMb')
  return {
    text: section(
      'Rows of 12 columns into a sink that answers at once',
      'Everything that is on by default: types and a contract of 12 attributes, two times, limits, the identity check.',
      'The bare loop reads, parses, makes one JSON text a row and drops it.\n',
      costTable(results),
      '',
      `CPU of the bare loop over ours: ${spread(cpuRatio(results, bare, ours), 2)}; of the read loop over ours: ${spread(cpuRatio(results, read, ours), 2)}.`,
    ),
    targets: [
      judge(`1 CPU against the bare loop, ${count(large)} rows`, cpuRatio(results, bare, ours), 'at least', 0.7),
      judge('2 CPU against readline and JSON.parse that sends nothing', cpuRatio(results, read, ours), 'at least', 1),
      judge(`4 peak MB at ${count(large)} rows`, memory, 'at most', 128, 0),
      judge(
        `4 peak MB, ${count(large)} less ${count(small)} rows`,
        memory.map((mb, round) => mb - (pick(results, few, 'peakMb')[round] ?? NaN)),
        'at most',
        25,
        0,
      ),
      judge(
        '4 peak MB more with the identity check on two identifiers',
        memory.map((mb, round) => mb - (pick(results, alone, 'peakMb')[round] ?? NaN)),
        'at most',
        30,
        0,
      ),
    ],
  }
}

/** The ratio of the rows that all other sections use, and of rows that are less kind, side by side. */
async function realistic(bench: Bench): Promise<Section> {
  const rows = bench.rows(300_000)
  const shapes = ['people', 'realistic'] as const satisfies readonly ShapeName[]
  const results = await bench.interleave(
    shapes.flatMap((shape) => [
      bench.ours(shape, rows),
      bench.peer('bare', shape, rows, { label: `bare loop, ${shape}, ${count(rows)}` }),
    ]),
  )
  return {
    text: section(
      'Realistic rows',
      'people: the rows of all other sections. realistic: 16 columns, of which two are numbers with 17 significant digits,',
      'three are nested and have such numbers in them, and most names are beyond ASCII; one value in ten is null.',
      'The bare loop reads, parses, makes one JSON text a row and drops it.\n',
      costTable(results),
      '',
      table(
        ['rows', 'CPU of the bare loop over ours'],
        shapes.map((shape) => [
          shape,
          spread(cpuRatio(results, `bare loop, ${shape}, ${count(rows)}`, `ours, ${shape}, ${count(rows)}`), 2),
        ]),
      ),
    ),
  }
}

async function peers(bench: Bench): Promise<Section> {
  const rows = bench.rows(100_000)
  const few = bench.rows(20_000)
  const labels = {
    ours: `ours, ${count(rows)}`,
    naive: `axios, 1,000 a batch, one at a time, ${count(rows)}`,
    batch: `customerio-node batch(), 1,000, ${count(rows)}`,
    cdp: `@customerio/cdp-analytics-node, 1,000 a batch, ${count(rows)}`,
    segment: `@segment/analytics-node, 1,000 a batch, ${count(rows)}`,
    oursFew: `ours, ${count(few)}`,
    identify: `customerio-node identify(), 16 in flight, ${count(few)}`,
  }
  const results = await bench.interleave([
    bench.ours('people', rows, { label: labels.ours }),
    bench.peer('naive', 'people', rows, { label: labels.naive }),
    bench.peer('customerio-batch', 'people', rows, { label: labels.batch }),
    bench.peer('analytics', 'people', rows, { label: labels.cdp, args: ['@customerio/cdp-analytics-node'] }),
    bench.peer('analytics', 'people', rows, { label: labels.segment, args: ['@segment/analytics-node'] }),
    bench.ours('people', few, { label: labels.oursFew }),
    bench.peer('customerio-identify', 'people', few, { label: labels.identify }),
  ])
  const memory = (other: string) => ratios(pick(results, other, 'peakMb'), pick(results, labels.ours, 'peakMb'))
  return {
    text: section(
      'What a user could pick instead, on the same rows and the same sink',
      'The others get a mapping that does less: times become seconds and nulls are left out, and nothing is checked.\n',
      costTable(results),
    ),
    targets: [
      judge('2 wall against axios, 0 ms', wallRatio(results, labels.naive, labels.ours), 'at least', 1.3),
      judge(
        '2 CPU against customerio-node identify()',
        cpuRatio(results, labels.identify, labels.oursFew),
        'at least',
        30,
        1,
      ),
      judge('2 CPU against customerio-node batch()', cpuRatio(results, labels.batch, labels.ours), 'at least', 1.5),
      judge('2 wall against cdp-analytics-node', wallRatio(results, labels.cdp, labels.ours), 'at least', 8, 1),
      judge('2 its memory over ours', memory(labels.cdp), 'at least', 5, 1),
      judge(
        '2 wall against @segment/analytics-node',
        wallRatio(results, labels.segment, labels.ours),
        'at least',
        8,
        1,
      ),
      judge('2 its memory over ours', memory(labels.segment), 'at least', 5, 1),
    ],
  }
}

async function latency(bench: Bench): Promise<Section> {
  const rows = bench.rows(100_000)
  const ours = `ours, 16 in flight, ${count(rows)}`
  const naive = `axios, one at a time, ${count(rows)}`
  const slowly = (many: number) => `ours, the API takes 500 ms, ${count(many)}`
  const results = await bench.interleave([
    bench.ours('people', rows, { label: ours, latencyMs: 100 }),
    bench.peer('naive', 'people', rows, { label: naive, latencyMs: 100 }),
    ...[1, 2, 10].map((times) => bench.ours('people', times * rows, { label: slowly(times * rows), latencyMs: 500 })),
  ])
  const slowPeak = (many: number) => pick(results, slowly(many), 'peakMb')
  const points: { ours: Point[]; naive: Point[] } = { ours: [], naive: [] }
  for (const latencyMs of [0, 20, 50, 100, 200, 500]) {
    const few = bench.rows(20_000)
    const cases = [
      bench.ours('people', rows, { label: 'ours', latencyMs }),
      bench.peer('naive', 'people', few, { label: 'naive', latencyMs }),
    ]
    const both = await bench.interleave(cases, 1)
    points.ours.push({ latencyMs, rowsPerS: rows / (pick(both, 'ours', 'wallS')[0] ?? NaN) })
    points.naive.push({ latencyMs, rowsPerS: few / (pick(both, 'naive', 'wallS')[0] ?? NaN) })
  }
  if (bench.settings.rounds > 1) writeFileSync(join(__dirname, '..', 'docs', 'latency.svg'), latencyPlot(points))
  return {
    text: section(
      'An API that takes its time',
      'It answers after 100 ms where nothing else is said. The limiter never binds.\n',
      costTable(results),
      '',
      'Rows a second by latency (one run each, start included; docs/latency.svg):\n',
      table(
        ['latency ms', 'ours', 'axios, one at a time'],
        points.ours.map(({ latencyMs, rowsPerS }, at) => [
          String(latencyMs),
          Math.round(rowsPerS).toLocaleString('en'),
          Math.round(points.naive[at]?.rowsPerS ?? NaN).toLocaleString('en'),
        ]),
      ),
    ),
    targets: [
      judge('2 wall against axios, 100 ms', wallRatio(results, naive, ours), 'at least', 10, 1),
      judge(`4 peak MB while the API takes 500 ms, ${count(2 * rows)} rows`, slowPeak(2 * rows), 'at most', 110, 0),
      judge(`4 the same, ${count(10 * rows)} rows`, slowPeak(10 * rows), 'at most', 128, 0),
      judge(
        `4 the same, ${count(10 * rows)} less ${count(rows)} rows`,
        slowPeak(10 * rows).map((mb, round) => mb - (slowPeak(rows)[round] ?? NaN)),
        'at most',
        25,
        0,
      ),
    ],
  }
}

/** The most requests that arrived within any one second. */
function busiestSecond(arrivals: readonly number[]): number {
  let most = 0
  let first = 0
  arrivals.forEach((at, index) => {
    while ((arrivals[first] ?? at) <= at - 1000) first++
    most = Math.max(most, index - first + 1)
  })
  return most
}

async function limited(bench: Bench): Promise<Section> {
  const rows = bench.rows(1_000_000)
  const label = `ours, 100 requests/s, 100 ms, ${count(rows)}`
  const started = await bench.interleave([bench.ours('people', 100, { label: 'start', latencyMs: 100 })], 1)
  const results = await bench.interleave([
    bench.ours('people', rows, { label, latencyMs: 100, requestsPerSecond: 100 }),
  ])
  const rounds: readonly Result[] = results.get(label)?.rounds ?? []
  const startS = pick(started, 'start', 'wallS')[0] ?? 0
  const over = rounds.map(({ wallS, sink }) => (wallS - startS) / (sink.requests / 100))
  const fill = rounds.map(({ sink }) => (sink.bytes / sink.requests / 500_000) * 100)
  const busiest = rounds.map(({ sink }) => busiestSecond(sink.arrivals))
  return {
    text: section(
      'At the limit of the API',
      `The limiter allows 100 requests a second and a burst of a twentieth of that at their start, which may be more once they arrive; the API takes 100 ms. The time of a run of 100 rows (${startS.toFixed(2)} s) is subtracted.\n`,
      costTable(results),
    ),
    targets: [
      judge('3 seconds over bodies / 100', over, 'at most', 1.05, 3),
      judge('3 mean body in % of the limit', fill, 'at least', 98, 1),
      judge('3 most requests in any one second', busiest, 'at most', 110, 0),
    ],
  }
}

async function growth(bench: Bench): Promise<Section> {
  const shapes: readonly (readonly [ShapeName, number])[] = [
    ['people', 100_000],
    ['columns300', 3_000],
    ['streams20', 100_000],
    ['large', 3_000],
    ['rejected', 100_000],
    ['repeats', 100_000],
  ]
  const cases: Case[] = [bench.ours('people', 100, { label: 'start' })]
  for (const [shape, rows] of shapes) {
    cases.push(bench.ours(shape, bench.rows(rows)), bench.ours(shape, bench.rows(10 * rows)))
  }
  const results = await bench.interleave(cases)
  const grown = (shape: ShapeName, rows: number, what: 'cpuS' | 'wallS') => {
    const start = pick(results, 'start', what)
    const [few, many] = [rows, 10 * rows].map((one) => pick(results, `ours, ${shape}, ${count(bench.rows(one))}`, what))
    return (many ?? []).map(
      (value, round) => (value - (start[round] ?? 0)) / ((few?.[round] ?? NaN) - (start[round] ?? 0)),
    )
  }
  return {
    text: section(
      'Ten times the rows',
      'Time at ten times the rows over time at once, the start (100 rows) subtracted from both.\n',
      costTable(results),
      '',
      table(
        ['rows', 'wall', 'CPU'],
        shapes.map(([shape, rows]) => [
          shape,
          spread(grown(shape, rows, 'wallS'), 1),
          spread(grown(shape, rows, 'cpuS'), 1),
        ]),
      ),
    ),
    targets: shapes.map(([shape, rows]) =>
      judge(`5 growth of CPU time at ten times the rows, ${shape}`, grown(shape, rows, 'cpuS'), 'at most', 11, 1),
    ),
  }
}

async function kinds(bench: Bench): Promise<Section> {
  const rows = bench.rows(200_000)
  const shapes: readonly ShapeName[] = ['people', 'shouting', 'narrow', 'events', 'mixed']
  const results = await bench.interleave(
    shapes.flatMap((shape) => [
      bench.ours(shape, rows),
      bench.peer('bare', shape, rows, { label: `bare loop, ${shape}, ${count(rows)}` }),
    ]),
  )
  return {
    text: section(
      'Other rows',
      'narrow: 3 columns; shouting: 12 with upper-case names, as Snowflake has them; events: 10 columns; mixed: people and events.\n',
      costTable(results),
      '',
      table(
        ['rows', 'CPU of the bare loop over ours'],
        shapes.map((shape) => [
          shape,
          spread(cpuRatio(results, `bare loop, ${shape}, ${count(rows)}`, `ours, ${shape}, ${count(rows)}`), 2),
        ]),
      ),
    ),
  }
}

async function start(bench: Bench): Promise<Section> {
  const cli = join(__dirname, '..', 'dist', 'cli.js')
  const axios = join(__dirname, 'node_modules', 'axios')
  const offline = join(DATA, 'offline.config.json')
  const commands = {
    'node -e 0': ['-e', '0'],
    spec: [cli, 'spec'],
    'check, up to its request': [
      '--require',
      join(__dirname, 'stop-at-connect.cjs'),
      cli,
      'check',
      '--config',
      offline,
    ],
    'import axios': ['-e', `require(${JSON.stringify(axios)})`],
  }
  writeFileSync(
    offline,
    JSON.stringify({ credentials: { site_id: 'a', api_key: 'b' }, endpoints: { track_url: 'http://127.0.0.1:9' } }),
  )
  const figures = new Map(
    Object.keys(commands).map((label) => [label, { wallS: [] as number[], cpuS: [] as number[] }]),
  )
  for (let round = 0; round < 3 * bench.settings.rounds; round++) {
    for (const [label, args] of Object.entries(commands)) {
      const { wallS, cpuS } = await run({ label, args })
      figures.get(label)?.wallS.push(wallS)
      figures.get(label)?.cpuS.push(cpuS)
    }
  }
  const over = (label: string, what: 'wallS' | 'cpuS') =>
    ratios(figures.get(label)?.[what] ?? [], figures.get('node -e 0')?.[what] ?? [])
  return {
    text: section(
      'Start',
      'Over `node -e 0`, in the same round.\n',
      table(
        ['', 'wall ms', 'CPU ms', 'wall over node -e 0', 'CPU over node -e 0'],
        [...figures].map(([label, { wallS, cpuS }]) => [
          label,
          spread(
            wallS.map((s) => s * 1000),
            0,
          ),
          spread(
            cpuS.map((s) => s * 1000),
            0,
          ),
          spread(over(label, 'wallS'), 2),
          spread(over(label, 'cpuS'), 2),
        ]),
      ),
    ),
    targets: [
      judge('6 spec over node -e 0, wall', over('spec', 'wallS'), 'at most', 1.25),
      judge(
        '6 check before its request, less importing axios (over node -e 0, wall)',
        over('check, up to its request', 'wallS').map(
          (value, round) => value - (over('import axios', 'wallS')[round] ?? NaN),
        ),
        'at most',
        0.3,
      ),
    ],
  }
}

export const SECTIONS = { throughput, realistic, peers, latency, limited, growth, kinds, start }
