import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Bench } from './bench'
import { startSink } from './measure'
import { SECTIONS, type Target } from './sections'
import { table } from './stats'
import { verify } from './verify'

/**
 * Measures `write` against what a user could pick instead, and writes results.md. `--quick` takes a tenth of the rows
 * and one round, for a first look, and writes nothing. `--rounds N` and `--divisor N` (of the rows) suit a machine that is
 * busy; `--only SECTION` runs one part and writes nothing.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '5' },
      divisor: { type: 'string', default: '1' },
      only: { type: 'string' },
    },
  })
  if (!existsSync(join(__dirname, 'node_modules'))) {
    console.log('Installing what is compared (bench/package.json) ...')
    const { status } = spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: __dirname, stdio: 'inherit' })
    if (status !== 0) throw new Error('npm ci in bench/ failed: the peers cannot be measured without it.')
  }
  const settings = values.quick
    ? { rounds: 1, divisor: 10 }
    : { rounds: Number(values.rounds), divisor: Number(values.divisor) }
  const sink = await startSink()
  try {
    const bench = new Bench(sink, settings)
    const startedMs = Date.now()
    const [startedLoad = 0] = loadavg()
    const parts: string[] = []
    const targets: Target[] = []
    console.log('verifying bodies')
    parts.push(await verify(bench))
    for (const [name, section] of Object.entries(SECTIONS)) {
      if (values.only !== undefined && values.only !== name) continue
      console.log(name)
      const { text, targets: judged = [] } = await section(bench)
      parts.push(text)
      targets.push(...judged)
    }
    const minutes = ((Date.now() - startedMs) / 60_000).toFixed(0)
    const report = [
      '# Results of the benchmark\n',
      `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}; do not edit. It took ${minutes} minutes.\n`,
      machine(settings.rounds, startedLoad),
      '## Targets\n',
      table(
        ['target', 'asked for', 'measured', ''],
        targets.map(({ what, asked, measured, isMet, gap }) => [
          what,
          asked,
          measured,
          isMet ? 'met' : `missed by ${gap}`,
        ]),
      ),
      '',
      ...parts,
    ].join('\n')
    console.log(`\n${report}`)
    if (!values.quick && values.only === undefined) writeFileSync(join(__dirname, 'results.md'), `${report.trim()}\n`)
  } finally {
    sink.stop()
  }
}

function machine(rounds: number, load: number): string {
  const [cpu] = cpus()
  const peers = ['axios', 'customerio-node', '@customerio/cdp-analytics-node', '@segment/analytics-node'].map(
    (name) => {
      const path = join(__dirname, 'node_modules', name, 'package.json')
      return `${name} ${(JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version}`
    },
  )
  return [
    `Machine: ${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform}; Node ${process.version}; load average ${load.toFixed(1)} at the start (what is busy elsewhere shows in the times, and less so in ratios).`,
    `Compared: ${peers.join(', ')}.`,
    `Each figure is the median of ${rounds} rounds [lowest..highest]; the commands of a table ran in turn, A B C A B C, and`,
    'ratios are taken round by round. CPU seconds (user and system) and peak resident memory are what the operating',
    'system says of that process alone; MB are 10^6 bytes. The input comes through a pipe; the sink that takes the',
    'requests is a separate process, so the two share the processors. Unless noted otherwise, it answers at',
    'once, and `delivery.requests_per_second` is set so high that the limiter never binds.',
    '',
  ].join('\n')
}

void main()
