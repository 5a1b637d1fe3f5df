import { REJECTION_CODES } from '../outcome'
import { rejectionMessage, rejectionName } from './rejections'

describe('rejectionMessage', () => {
  it.each(REJECTION_CODES)('words %s with and without its facts', (code) => {
    const full = rejectionMessage({
      code,
      field: 'plan',
      column: 'PLAN',
      expected: { type: 'number' },
      limit: 7,
      observed: 9,
      reply: { status: 400 },
    })
    for (const message of [full, rejectionMessage({ code })]) {
      expect(message).toMatch(/^[A-Z_a-z].*\.$/)
      expect(message).not.toContain('[object')
    }
    expect(full).not.toContain('undefined.')
  })

  it('says what would have been accepted', () => {
    const message = (expected: Parameters<typeof rejectionMessage>[0]['expected']) =>
      rejectionMessage({ code: 'invalid_value', field: 'seen', ...(expected && { expected }) })
    expect(message({ type: 'timestamp' })).toBe('seen is not an ISO 8601 time.')
    expect(message({ type: 'timestamp', format: 'dd/MM/yyyy', unit: 'milliseconds' })).toBe(
      'seen is not a time in the format dd/MM/yyyy or a number of milliseconds.',
    )
    expect(message({ type: 'one_of', values: ['event', 'page', 'screen'] })).toBe('seen is not event, page or screen.')
  })

  it('shows how to rename a column with a reserved name', () => {
    expect(rejectionMessage({ code: 'reserved_name', field: '_score', column: '_SCORE' })).toContain(
      '{"from":"_SCORE","to":"score_value"}',
    )
  })
})

describe('rejectionName', () => {
  it('is the code, with the field where there is one', () => {
    expect(rejectionName({ code: 'invalid_value', field: 'plan' })).toBe('invalid_value of plan')
    expect(rejectionName({ code: 'item_too_large' })).toBe('item_too_large')
  })
})
