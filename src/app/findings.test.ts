import { LosslessNumber } from '../lib/json'
import { NOW_MS, dryRunOf, type DryRunCase } from './testing/dry-run-factory'

const codesOf = async (made: DryRunCase) => (await dryRunOf(made)).findings.map(({ code }) => code)

/** `count` rows, each with a separate id. */
const rows = (count: number, of: (n: number) => Record<string, unknown>) =>
  Array.from({ length: count }, (_, n) => ({ id: `p${n}`, ...of(n) }))

const TEXT = { type: 'string' }
const NUMBER = { type: 'number' }
const hoursAgo = (hours: number) => new Date(NOW_MS - hours * 3_600_000).toISOString()
const EVENT_RULE = {
  object: 'event',
  id_column: 'user',
  event_name: 'bought',
  event_id_columns: ['id'],
  timestamp_column: 'at',
}
const EVENT_COLUMNS = { id: TEXT, user: TEXT, at: { type: 'string', format: 'date-time' } }

/** By finding: a model that causes it, and the same without the cause. */
const CASES: Readonly<Record<string, { readonly causes: DryRunCase; readonly not: DryRunCase }>> = {
  text_holds_times: {
    causes: { columns: { at: TEXT }, rows: rows(30, () => ({ at: '2024-05-01T10:00:00Z' })) },
    not: {
      columns: { at: { type: 'string', format: 'date-time' } },
      rows: rows(30, () => ({ at: '2024-05-01T10:00:00Z' })),
    },
  },
  text_holds_local_dates: {
    causes: { columns: { at: TEXT }, rows: rows(30, (n) => ({ at: `${(n % 28) + 1}/12/2024` })) },
    not: { columns: { at: TEXT }, rows: rows(30, (n) => ({ at: `${n}/12` })) },
  },
  epoch_milliseconds: {
    causes: { columns: { at: NUMBER }, rows: rows(30, (n) => ({ at: 1_700_000_000_000 + n })) },
    not: { columns: { at: NUMBER }, rows: rows(30, (n) => ({ at: 1_700_000_000 + n })) },
  },
  json_in_text: {
    causes: { columns: { tags: TEXT }, rows: rows(30, (n) => ({ tags: `["a",${n}]` })) },
    not: { columns: { tags: TEXT }, rows: rows(30, (n) => ({ tags: `[a ${n}` })) },
  },
  booleans_in_text: {
    causes: { columns: { vip: TEXT }, rows: rows(30, (n) => ({ vip: n % 2 === 0 ? 'True' : 'false' })) },
    not: { columns: { vip: TEXT }, rows: rows(30, (n) => ({ vip: n % 2 === 0 ? 'yes' : 'no' })) },
  },
  numbers_in_text: {
    causes: { columns: { spent: TEXT }, rows: rows(30, (n) => ({ spent: `${n}.50` })) },
    // Leading zeros are a code's.
    not: { columns: { zip: TEXT }, rows: rows(30, (n) => ({ zip: `0${1000 + n}` })) },
  },
  null_words: {
    causes: { columns: { city: TEXT }, rows: rows(3, () => ({ city: 'NULL' })) },
    not: { columns: { city: TEXT }, rows: rows(3, () => ({ city: null })) },
  },
  surrounding_space: {
    causes: { columns: { plan: TEXT }, rows: rows(3, () => ({ plan: 'pro ' })) },
    not: { columns: { plan: TEXT }, rows: rows(3, () => ({ plan: 'pro plan' })) },
  },
  numbers_sent_as_text: {
    causes: {
      columns: { n: NUMBER },
      rows: rows(2, (n) => ({ n: n === 0 ? 7 : new LosslessNumber('12345678901234567890') })),
    },
    not: { columns: { n: NUMBER }, rows: rows(2, (n) => ({ n })) },
  },
  mixed_types: {
    causes: { rows: rows(4, (n) => ({ score: n % 2 === 0 ? n : 'high' })) },
    not: { rows: rows(4, (n) => ({ score: n })) },
  },
  values_left_out: {
    causes: { columns: { n: NUMBER }, rows: rows(2, () => ({ n: 'x' })), config: { invalid_values: 'skip_attribute' } },
    not: { columns: { n: NUMBER }, rows: rows(2, () => ({ n: 1 })), config: { invalid_values: 'skip_attribute' } },
  },
  times_that_mean_never: {
    causes: { columns: { ends: { type: 'string', format: 'date' } }, rows: rows(2, () => ({ ends: '9999-12-31' })) },
    not: { columns: { ends: { type: 'string', format: 'date' } }, rows: rows(2, () => ({ ends: '2030-12-31' })) },
  },
  time_without_zone: {
    causes: {
      columns: { at: { type: 'string', format: 'date-time', airbyte_type: 'timestamp_without_timezone' } },
      rows: rows(2, () => ({ at: '2024-05-01T10:00:00' })),
    },
    not: {
      columns: { at: { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' } },
      rows: rows(2, () => ({ at: '2024-05-01T10:00:00Z' })),
    },
  },
  attribute_cleared: {
    causes: { rows: rows(3, () => ({ plan: null })), config: { null_handling: 'clear' } },
    not: { rows: rows(3, () => ({ plan: null })) },
  },
  nearly_empty: {
    causes: { columns: { plan: TEXT }, rows: rows(30, () => ({ plan: null })) },
    not: { columns: { plan: TEXT }, rows: rows(30, (n) => ({ plan: n < 10 ? 'pro' : null })) },
  },
  awkward_name: {
    causes: { rows: rows(1, () => ({ 'first name': 'Ada' })) },
    not: { rows: rows(1, () => ({ first_name: 'Ada' })) },
  },
  no_rows: { causes: { rows: [] }, not: { rows: rows(1, () => ({})) } },
  cannot_be_undone: {
    causes: { rule: { object: 'person', operation: 'delete', id_column: 'id' }, rows: rows(2, () => ({})) },
    not: { rows: rows(2, () => ({})) },
  },
  may_subscribe_again: {
    causes: { rows: rows(2, (n) => ({ unsubscribed: n === 0 })) },
    not: {
      rows: rows(2, (n) => ({ unsubscribed: n === 0 })),
      config: { attributes: [{ attribute: 'unsubscribed', one_way: true }] },
    },
  },
  email_changes: {
    causes: {
      rule: { object: 'person', id_column: 'id', email_column: 'email' },
      rows: [
        { id: '1', email: 'a@example.com' },
        { id: '1', email: 'b@example.com' },
      ],
    },
    not: {
      rule: { object: 'person', id_column: 'id', email_column: 'email' },
      rows: [
        { id: '1', email: 'a@example.com' },
        { id: '2', email: 'b@example.com' },
      ],
    },
  },
  email_on_two_ids: {
    causes: {
      rule: { object: 'person', id_column: 'id', email_column: 'email' },
      config: { identity: { conflicts: 'warn' } },
      rows: [
        { id: '1', email: 'a@example.com' },
        { id: '2', email: 'A@example.com' },
      ],
    },
    not: {
      rule: { object: 'person', id_column: 'id', email_column: 'email' },
      rows: [
        { id: '1', email: 'a@example.com' },
        { id: '2', email: 'A@example.com' },
      ],
    },
  },
  repeated_people: {
    causes: { rows: rows(40, (n) => ({ id: `p${n % 20}` })) },
    not: { rows: rows(40, () => ({})) },
  },
  identifiers_look_alike: {
    causes: { rows: [{ id: 'Ab1' }, { id: 'ab1' }] },
    not: { rows: [{ id: 'ab1' }, { id: 'ab2' }] },
  },
  events_can_start_campaigns: {
    causes: { rule: EVENT_RULE, columns: EVENT_COLUMNS, rows: [{ id: '1', user: 'u', at: hoursAgo(71) }] },
    not: { rule: EVENT_RULE, columns: EVENT_COLUMNS, rows: [{ id: '1', user: 'u', at: hoursAgo(73) }] },
  },
  events_are_history: {
    causes: { rule: EVENT_RULE, columns: EVENT_COLUMNS, rows: [{ id: '1', user: 'u', at: hoursAgo(73) }] },
    not: {
      rule: EVENT_RULE,
      columns: EVENT_COLUMNS,
      rows: [{ id: '1', user: 'u', at: hoursAgo(73) }],
      config: { events: { stale: 'skip' } },
    },
  },
  events_without_id: {
    causes: {
      rule: EVENT_RULE,
      columns: EVENT_COLUMNS,
      rows: [{ id: null, user: 'u', at: hoursAgo(1) }],
      config: { events: { missing_id: 'send_without' } },
    },
    not: { rule: EVENT_RULE, columns: EVENT_COLUMNS, rows: [{ id: '1', user: 'u', at: hoursAgo(1) }] },
  },
  times_of_the_read: {
    causes: {
      rule: EVENT_RULE,
      columns: EVENT_COLUMNS,
      rows: [{ id: '1', user: 'u', at: null }],
      config: { events: { missing_timestamp: 'use_emitted_at' } },
    },
    not: { rule: EVENT_RULE, columns: EVENT_COLUMNS, rows: [{ id: '1', user: 'u', at: hoursAgo(1) }] },
  },
  columns_not_sent: {
    causes: {
      rows: rows(1, () => ({ plan: 'pro', other: 1 })),
      config: { unknown_attributes: 'skip', attributes: [{ attribute: 'plan', type: 'string' }] },
    },
    not: { rows: rows(1, () => ({ plan: 'pro', other: 1 })) },
  },
  many_attributes: {
    causes: {
      columns: Object.fromEntries(Array.from({ length: 320 }, (_, n) => [`c${n}`, TEXT])),
      rows: rows(1, () => ({})),
    },
    not: {
      columns: Object.fromEntries(Array.from({ length: 290 }, (_, n) => [`c${n}`, TEXT])),
      rows: rows(1, () => ({})),
    },
  },
  guard_stops: {
    causes: { rows: rows(3, () => ({})), config: { guards: { max_people: 2 } } },
    not: { rows: rows(3, () => ({})), config: { guards: { max_people: 3 } } },
  },
  no_guard_for_a_first_run: {
    causes: { rows: rows(1, () => ({})) },
    not: { rows: rows(1, () => ({})), config: { test_cohort: ['p0'] } },
  },
  rejected_missing_identifier: {
    causes: { rows: [{ id: null }] },
    not: { rows: [{ id: '1' }] },
  },
  rejected_invalid_value: {
    causes: { columns: { n: NUMBER }, rows: rows(1, () => ({ n: 'x' })) },
    not: { columns: { n: NUMBER }, rows: rows(1, () => ({ n: '1' })) },
  },
  rejected_reserved_name: {
    causes: { rows: rows(1, () => ({ _internal: 1 })) },
    not: { rows: rows(1, () => ({ internal: 1 })) },
  },
}

describe('findings', () => {
  it.each(Object.keys(CASES))('finds %s only in rows that have it', async (code) => {
    const { causes, not } = CASES[code]!
    expect(await codesOf(causes)).toContain(code)
    expect(await codesOf(not)).not.toContain(code)
  })

  it('contain no row content', async () => {
    const secret = 'Zanzibar9917'
    const { findings, profiles } = await dryRunOf({
      columns: { city: TEXT, n: NUMBER },
      rows: rows(30, (n) => ({ city: `${secret}${n} `, n: `${secret}${n}`, email: `${secret}@example.com` })),
    })
    expect(JSON.stringify({ findings, profiles })).not.toContain(secret)
  })
})
