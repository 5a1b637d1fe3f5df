import type { GuardViolation } from '../guard'
import { guardMessage } from './guards'

const CASES: readonly [GuardViolation, string][] = [
  [
    {
      guard: 'events.max_live_events',
      stream: 'CARTS',
      limit: 10_000,
      count: 11_000,
      events: {
        youngestS: 3600,
        oldestS: 70 * 3600,
        names: [
          { name: 'cart_updated', count: 9_000 },
          { name: 'a\nb', count: 1_000 },
        ],
        otherNames: 2,
      },
    },
    'Stopped by events.max_live_events: CARTS has 11,000 events younger than 72 hours (1 to 70 hours old; cart_updated 9,000, a b 1,000 and 2 other names), and one run may send 10,000. ' +
      'Such events can start campaigns, so none of them is sent, and every run stops until the limit is changed. ' +
      'Fix: set events.max_live_events to 11000 if all of them may start campaigns, or exclude recent events in the model.',
  ],
  [
    {
      guard: 'guards.max_deletes',
      stream: null,
      limit: 5,
      count: 8,
      operations: [
        { stream: 'GONE', object: 'person', operation: 'delete', count: 7 },
        { stream: 'SAME', object: 'person_merge', operation: 'insert', count: 1 },
      ],
    },
    'Stopped by guards.max_deletes: the input has 8 deletions, suppressions and merges (GONE: person delete 7; SAME: person merge insert 1), and one run may send 5. ' +
      'They are irreversible, so none of them is sent, and every run stops until the limit is changed. ' +
      'Fix: set guards.max_deletes to 8 if all of them are intended.',
  ],
  [
    { guard: 'guards.max_null_percent', stream: 'PEOPLE', attribute: 'plan', limit: 50, count: 301, rows: 400 },
    'Stopped by guards.max_null_percent: plan is null in 301 of 400 rows of PEOPLE (75 %), and at most 50 % may be. ' +
      'No such null is sent, and every run stops until the limit is changed. ' +
      'Fix: check the column in the model, where a broken join is the usual cause, or set the percent of plan in guards.max_null_percent to 76.',
  ],
  [
    { guard: 'guards.max_people', stream: 'PEOPLE', limit: 1, count: 2 },
    'Stopped by guards.max_people: one run may write 1 person, and PEOPLE has more. ' +
      'The rows before are delivered, and the next run continues from the last acknowledged state. ' +
      'Fix: check these people in Customer.io, then raise guards.max_people or remove it.',
  ],
  [
    { guard: 'guards.max_rejected_percent', stream: 'PEOPLE', limit: 50, count: 600, rows: 1000 },
    'Stopped by guards.max_rejected_percent: 600 of 1,000 rows of PEOPLE are rejected, and at most 50 % may be. ' +
      'The rows before are delivered, and the next run continues from the last acknowledged state. ' +
      'Fix: correct the causes, which the log names, or raise guards.max_rejected_percent if so many rejections are intended.',
  ],
]

describe('guardMessage', () => {
  it.each(CASES)('says what the input has, what it means and what to change: %j', (violation, message) => {
    expect(guardMessage(violation)).toBe(message)
  })
})
