import { PROPERTIES } from './fuzz/properties'

/** A few seconds' worth; `npm run test:soak` runs a million cases and more. A fixed seed: a gate must not flicker. */
const RUNS = 500

describe('fuzzing', () => {
  it.each(PROPERTIES)('$name', async ({ run, weight }) => {
    await expect(run({ numRuns: RUNS * weight, seed: 20260101 })).resolves.toBeUndefined()
  })
})
