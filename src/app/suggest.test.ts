import { suggestContract } from '../inspection/analysis/suggest'
import { dryRunOf, type DryRunCase } from './testing/dry-run-factory'

const TEXT = { type: 'string' }
const TIME = { type: 'string', format: 'date-time' }
const rows = (count: number, more: Record<string, unknown>) =>
  Array.from({ length: count }, (_, n) => ({ id: `p${n}`, ...more }))

const MODEL: DryRunCase = {
  columns: {
    last_order_at: TIME,
    spent: { type: 'number' },
    vip: { type: 'boolean' },
    seen: TEXT,
    plan: TEXT,
    email_opt_out: TEXT,
  },
  rows: rows(30, {
    last_order_at: '2024-05-01T10:00:00Z',
    spent: 233.12,
    vip: true,
    seen: '2024-05-01T10:00:00Z',
    plan: 'pro',
    email_opt_out: 'no',
  }),
}

describe('suggestContract', () => {
  it('declares every attribute with its type and its nulls, and protects what people decided', async () => {
    const { profiles } = await dryRunOf(MODEL)
    expect(suggestContract(profiles)).toEqual([
      { attribute: 'last_order_at', type: 'timestamp', null_handling: 'skip' },
      { attribute: 'spent', type: 'number', null_handling: 'skip' },
      { attribute: 'vip', type: 'boolean', null_handling: 'skip' },
      { attribute: 'seen', type: 'timestamp', null_handling: 'skip' },
      { attribute: 'plan', type: 'string', null_handling: 'skip' },
      { attribute: 'email_opt_out', type: 'string', null_handling: 'skip', protected: true },
    ])
  })

  it('loses no row, and rejects a value of another type once a column drifts to text', async () => {
    const attributes = suggestContract((await dryRunOf(MODEL)).profiles)
    const config = { attributes }
    const same = await dryRunOf({ ...MODEL, config })
    expect(same.profiles[0]).toMatchObject({ delivered: 30, rejected: [] })
    const columns = { ...MODEL.columns, last_order_at: TEXT, spent: TEXT, vip: TEXT }
    for (const drifted of [{ last_order_at: 'yesterday' }, { spent: '€233.12' }, { vip: 'maybe' }]) {
      const [field] = Object.keys(drifted)
      const after = await dryRunOf({ ...MODEL, columns, config, rows: rows(3, { ...MODEL.rows[0], ...drifted }) })
      expect(after.profiles[0]).toMatchObject({
        rejected: [{ code: 'invalid_value', field, rows: after.profiles[0]!.read }],
      })
    }
  })
})
