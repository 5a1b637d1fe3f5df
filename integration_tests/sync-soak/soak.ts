import { seededRandom } from '../../src/delivery/testing/simulation'
import { newFigures, runEpisode, type Figures } from './episode'

export interface SyncSoakOptions {
  readonly seed: number
  readonly minutes: number
}

export interface SyncSoakResult {
  readonly figures: Figures
  /** Unix milliseconds at which each seed failed, with its error. */
  readonly failures: readonly { readonly seed: number; readonly error: unknown }[]
  readonly seconds: number
}

const ROUNDS = 8

/** Runs episodes, each with the next seed, until the time is over. The last one may take longer. */
export async function soakSync({ seed, minutes }: SyncSoakOptions): Promise<SyncSoakResult> {
  const startedMs = Date.now()
  const figures = newFigures()
  const failures: { seed: number; error: unknown }[] = []
  for (let next = seed; Date.now() - startedMs < minutes * 60_000; next++) {
    try {
      await runEpisode(seededRandom(next), ROUNDS, figures)
    } catch (error) {
      failures.push({ seed: next, error })
      console.error(`FAILED with seed ${next}:`, error)
    }
  }
  return { figures, failures, seconds: Math.round((Date.now() - startedMs) / 1000) }
}
