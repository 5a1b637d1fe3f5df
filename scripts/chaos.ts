import { parseArgs } from 'node:util'
import { FAULTS, type Fault } from '../src/sandbox/faults'
import { runChaos } from '../integration_tests/chaos/run'

const HELP = `npm run chaos -- [--seed N] [--count N] [--rows N] [--people N] [--padding BYTES] [--kills N] [--healthy] [--fatal FAULT]

Runs the built program against the sandbox with faults and kills that follow from the seed, and checks that nothing was
lost, early, twice or wrong. Prints the seed that fails.`

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '1' },
    rows: { type: 'string', default: '20000' },
    people: { type: 'string', default: '700' },
    padding: { type: 'string', default: '300' },
    kills: { type: 'string', default: '0' },
    healthy: { type: 'boolean', default: false },
    fatal: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

async function main(): Promise<void> {
  if (values.help) {
    console.log(HELP)
    return
  }
  const fatal = FAULTS.find((fault): fault is Fault => fault === values.fatal)
  for (let seed = Number(values.seed), left = Number(values.count); left > 0; seed++, left--) {
    try {
      const result = await runChaos({
        seed,
        rows: Number(values.rows),
        people: Number(values.people),
        padding: Number(values.padding),
        kills: Number(values.kills),
        faults: !values.healthy,
        ...(fatal === undefined ? {} : { fatal }),
      })
      console.log(`seed ${seed}: ${JSON.stringify(result)}`)
    } catch (thrown) {
      console.error(`seed ${seed} fails:`, thrown)
      process.exitCode = 1
    }
  }
}

void main()
