import { newCounts } from './changes'
import { removalProblem, type FoundRemovals } from './removals'

function found(removed: number, known: number, more: Partial<FoundRemovals> & { rows?: number } = {}): FoundRemovals {
  const { rows = known - removed, ...rest } = more
  return {
    model: 'people',
    counts: { ...newCounts(), removed, known, rows },
    maxPercent: 10,
    isIrreversible: true,
    ...rest,
  }
}

const isStopped = (removals: readonly FoundRemovals[], maxDeletes?: number) =>
  removalProblem(removals, maxDeletes) !== undefined

describe('removalProblem', () => {
  it.each([
    [0, 100, false],
    [10, 100, false],
    [11, 100, true],
    [2, 20, false],
    [3, 20, true],
  ])('judges %d of %d removed rows by their share: stops %p', (removed, known, stops) => {
    expect(isStopped([found(removed, known)])).toBe(stops)
  })

  it('does not judge the share of fewer than 20 rows, unless the model is empty', () => {
    expect(isStopped([found(18, 19)])).toBe(false)
    expect(isStopped([found(19, 19)])).toBe(true)
    expect(isStopped([found(1, 1)])).toBe(true)
  })

  it('adds up the irreversible removals of all models', () => {
    const models = [found(3, 100), found(4, 100, { model: 'accounts' })]
    expect(isStopped(models, 7)).toBe(false)
    expect(removalProblem(models, 6)?.message).toBe(
      'Stopped by guards.max_deletes before the first removal: this run would delete 7 (3 of the model people, 4 of the model ' +
        'accounts), and 6 are allowed. Fix: check the models, or raise guards.max_deletes.',
    )
    expect(isStopped([found(3, 100), found(4, 100, { isIrreversible: false })], 3)).toBe(false)
  })

  it('allows every share with 100 percent, and still limits deletions', () => {
    const all = [found(100, 100, { maxPercent: 100 })]
    expect(isStopped(all)).toBe(false)
    expect(isStopped(all, 99)).toBe(true)
  })
})
