import { runChaos } from './chaos/run'

/**
 * Seeded runs of the built program against a Customer.io that fails at up to 30 % of requests. A seed that fails is
 * named; `npm run chaos -- --seed N` has that run again. `npm run test:soak` runs many more.
 */
const RUNS = [
  { seed: 11, rows: 20_000 },
  { seed: 12, rows: 12_000 },
]

describe('chaos', () => {
  it.each(RUNS)('loses nothing and keeps order, whatever the API does, twice (seed $seed)', async ({ seed, rows }) => {
    await expect(named(seed, { rows, people: 700, padding: 300, again: true })).resolves.toMatchObject({ runs: 2 })
  })

  it.each(['error_401', 'redirect_elsewhere'] as const)(
    'stops at %s and goes on from its last states when that is fixed',
    async (fatal) => {
      const result = await named(30, { rows: 4_000, people: 300, padding: 300, kills: 2, fatal })
      expect(result).toMatchObject({ runs: 3, kills: 0 })
    },
  )
})

async function named(
  seed: number,
  options: Omit<Parameters<typeof runChaos>[0], 'seed' | 'faults' | 'kills'> & { kills?: number },
) {
  try {
    return await runChaos({ seed, faults: true, kills: 0, ...options })
  } catch (thrown) {
    throw new Error(`seed ${seed} fails; have it again with: npm run chaos -- --seed ${seed} --rows ${options.rows}`, {
      cause: thrown,
    })
  }
}
