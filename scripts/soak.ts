import { parseArgs } from 'node:util'
import { runChaos, type ChaosOptions } from '../integration_tests/chaos/run'
import { PROPERTIES } from '../integration_tests/fuzz/properties'
import { soakSync } from '../integration_tests/sync-soak/soak'

/**
 * `npm run test:soak`: chaos runs and kills of the built program, two in parallel, a million fuzz cases, and runs of `sync`
 * that are disturbed, for `--minutes`. Prints counts and every seed that fails; exits with 1 if one fails. `--only sync` leaves
 * out all but the last.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    chaos: { type: 'string', default: '12' },
    kills: { type: 'string', default: '300' },
    fuzz: { type: 'string', default: '1000000' },
    minutes: { type: 'string', default: '20' },
    only: { type: 'string' },
  },
})
const firstSeed = Number(values.seed)
const KILLS_A_WORKLOAD = 10

let failures = 0

async function attempt(
  options: ChaosOptions,
): Promise<{ runs: number; kills: number; requests: number; rows: number }> {
  try {
    return await runChaos(options)
  } catch (thrown) {
    failures++
    const { rows, people, padding, kills, seed, faults } = options
    const flags = `--rows ${rows} --people ${people} --padding ${padding} --kills ${kills}${faults ? '' : ' --healthy'}`
    console.error(`FAILED; reproduce with: npm run chaos -- --seed ${seed} ${flags}`, thrown)
    return { runs: 0, kills: 0, requests: 0, rows: 0 }
  }
}

/** Runs all, two in parallel, and adds up the results. */
async function all(what: string, options: readonly ChaosOptions[]): Promise<void> {
  const started = Date.now()
  const sums = { workloads: options.length, runs: 0, kills: 0, requests: 0, rows: 0 }
  const left = [...options]
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const { runs, kills, requests, rows } = await attempt(next)
      sums.runs += runs
      sums.kills += kills
      sums.requests += requests
      sums.rows += rows
    }
  }
  await Promise.all([worker(), worker()])
  console.log(`${what}: ${JSON.stringify(sums)} in ${Math.round((Date.now() - started) / 1000)} s`)
}

async function fuzz(cases: number): Promise<void> {
  const weights = PROPERTIES.reduce((sum, { weight }) => sum + weight, 0)
  for (const { name, weight, run } of PROPERTIES) {
    const numRuns = Math.ceil((cases * weight) / weights)
    const started = Date.now()
    try {
      await run({ numRuns, seed: firstSeed })
      console.log(`fuzz: ${name}: ${numRuns} cases in ${Math.round((Date.now() - started) / 1000)} s`)
    } catch (thrown) {
      failures++
      console.error(`FAILED: ${name}:`, thrown)
    }
  }
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => firstSeed + n)

async function sync(minutes: number): Promise<void> {
  const { figures, failures: failed, seconds } = await soakSync({ seed: firstSeed, minutes })
  failures += failed.length
  console.log(`sync: ${JSON.stringify(figures)} in ${seconds} s`)
  for (const { seed } of failed) console.error(`FAILED: npm run test:soak -- --only sync --minutes 0.1 --seed ${seed}`)
}

async function deliverAndFuzz(): Promise<void> {
  const chaos = { rows: 20_000, people: 700, padding: 300, kills: 0, faults: true, again: true }
  await all(
    'chaos',
    numbered(Number(values.chaos)).map((seed) => ({ seed, ...chaos })),
  )
  const killing = { rows: 3_000, people: 700, padding: 900, kills: KILLS_A_WORKLOAD }
  const workloads = Math.ceil(Number(values.kills) / KILLS_A_WORKLOAD)
  // Every third run also has an API that fails.
  await all(
    'kill -9',
    numbered(workloads).map((seed) => ({ seed, ...killing, faults: seed % 3 === 0 })),
  )
  await all('a request that is never answered', [
    { ...chaos, seed: firstSeed, rows: 2_000, again: false, first: 'timeout' },
  ])
  await fuzz(Number(values.fuzz))
}

async function main(): Promise<void> {
  console.log(`seed ${firstSeed}, node ${process.version}`)
  if (values.only !== 'sync') await deliverAndFuzz()
  await sync(Number(values.minutes))
  console.log(failures === 0 ? 'soak: all passed' : `soak: ${failures} failed`)
  process.exitCode = failures === 0 ? 0 : 1
}

void main()
