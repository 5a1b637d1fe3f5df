import type { GuardViolation } from '../../src/core/guard'
import { guardMessage } from '../../src/core/messages/guards'
import { readPage } from './markdown'

/** What the page tells, as the program counts it. */
const VIOLATIONS: readonly GuardViolation[] = [
  { guard: 'guards.max_people', stream: 'ACTIVATION_PROFILE', limit: 5000, count: 5001 },
  { guard: 'guards.max_rejected_percent', stream: 'ACTIVATION_PROFILE', limit: 50, count: 600, rows: 1000 },
  {
    guard: 'events.max_live_events',
    stream: 'CART_EVENTS',
    limit: 10_000,
    count: 11_000,
    events: {
      youngestS: 3600,
      oldestS: 70 * 3600,
      names: [
        { name: 'cart_updated', count: 9000 },
        { name: 'cart_abandoned', count: 2000 },
      ],
      otherNames: 0,
    },
  },
  {
    guard: 'guards.max_deletes',
    stream: null,
    limit: 5,
    count: 8,
    operations: [{ stream: 'PEOPLE_TO_ERASE', object: 'person', operation: 'delete', count: 8 }],
  },
  {
    guard: 'guards.max_null_percent',
    stream: 'ACTIVATION_PROFILE',
    attribute: 'plan',
    limit: 50,
    count: 300,
    rows: 400,
  },
]

it('docs/first-sync.md quotes the message of each guard', () => {
  const quoted = readPage('docs/first-sync.md').blocks.flatMap(({ info, text }) =>
    info === 'text guard' ? [text] : [],
  )
  expect(quoted).toEqual(VIOLATIONS.map(guardMessage))
})
