import { RunStats } from '../delivery/run-stats'
import { progressLine } from './summary-text'

describe('progressLine', () => {
  const delivery = (heldRows: number, head?: string) => ({
    stats: new RunStats([]),
    startedMs: 0,
    heldRows,
    describeHead: () => head,
  })

  it('says how many rows are held for a guard, and what states wait for', () => {
    expect(progressLine(delivery(1234, '3 rows before a state of people'), 1000)).toBe(
      '0 rows read (0/s): 0 delivered, 0 skipped, 0 rejected; 1,234 rows held for a guard; 0 requests (0 retries); states wait for 3 rows before a state of people',
    )
    expect(progressLine(delivery(0), 1000)).toBe(
      '0 rows read (0/s): 0 delivered, 0 skipped, 0 rejected; 0 requests (0 retries)',
    )
  })
})
