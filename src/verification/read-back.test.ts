import { FakeClock } from '../lib/testing/fake-clock'
import type { FailedChange, HeldPerson } from './compare-profile'
import type { ExpectedPerson } from './expected-profile'
import { readBack, type PeopleReader, type PersonResult } from './read-back'
import { readMembership } from './segment-membership-check'

const ADA: ExpectedPerson = {
  kind: 'id',
  value: '1',
  state: 'present',
  attributes: { plan: 'pro', email: 'ada@example.com' },
}
const RUN_S = 1_750_000_000

const person = (attributes: Record<string, string>, changedS = RUN_S + 1): HeldPerson => ({
  cioId: 'a3',
  id: '1',
  email: attributes['email'],
  attributes,
  changedS: Object.fromEntries(Object.keys(attributes).map((name) => [name, changedS])),
  unsubscribed: false,
})
const AS_SENT = person({ plan: 'pro', email: 'ada@example.com' })

class World implements PeopleReader {
  readonly clock = new FakeClock(RUN_S * 1000)
  held: HeldPerson | undefined
  failures: FailedChange[] = []
  reads = 0

  people() {
    this.reads++
    return Promise.resolve(this.held === undefined ? [] : [this.held])
  }

  failedChanges() {
    return Promise.resolve(this.failures)
  }

  /** Reads back, and calls `then[1]` after `then[0]` milliseconds of the fake clock. */
  async readBack(
    expected: ExpectedPerson,
    { waitMs = 60_000, endedMs = RUN_S * 1000 } = {},
    then?: [number, () => void],
  ) {
    let done: readonly PersonResult[] | undefined
    const reading = readBack({
      expected: [expected],
      reader: this,
      sinceS: RUN_S,
      endedMs,
      waitMs,
      clock: this.clock,
    }).then((results) => (done = results))
    if (then !== undefined) {
      await this.clock.advance(then[0])
      then[1]()
    }
    const from = this.clock.now()
    while (done === undefined) await this.clock.advance(500)
    await reading
    expect(this.clock.pending).toBe(0)
    return { result: done[0]!, waitedMs: this.clock.now() - from }
  }
}

const stateOf = (result: PersonResult, name: string) =>
  result.attributes.find(({ attribute }) => attribute === name)?.state

describe('readBack', () => {
  it('reads once if everything is as sent', async () => {
    const world = new World()
    world.held = AS_SENT
    const { result } = await world.readBack(ADA)
    expect(result).toMatchObject({ isRight: true, exists: true, isPending: false })
    expect(world.reads).toBe(1)
  })

  it('waits for changes that are applied later', async () => {
    const world = new World()
    const { result } = await world.readBack(ADA, {}, [20_000, () => (world.held = AS_SENT)])
    expect(result.isRight).toBe(true)
  })

  it('reports a missing change as pending soon after the run, and as wrong long after it', async () => {
    const world = new World()
    world.held = person({ plan: 'free' }, RUN_S - 1000)
    const soon = await world.readBack(ADA)
    expect(soon.waitedMs).toBeGreaterThanOrEqual(60_000)
    expect(soon.result).toMatchObject({ isRight: false, isPending: true })
    expect(stateOf(soon.result, 'plan')).toBe('pending')
    const late = await world.readBack(ADA, { endedMs: (RUN_S - 4000) * 1000 })
    expect(late.result).toMatchObject({ isRight: false, isPending: false })
    expect([stateOf(late.result, 'plan'), stateOf(late.result, 'email')]).toEqual(['differs', 'missing'])
  })

  it('reports an attribute that another client changed after it was applied', async () => {
    const world = new World()
    world.held = person({ plan: 'tampered', email: 'ada@example.com' }, RUN_S + 30)
    const { result } = await world.readBack(ADA)
    expect(stateOf(result, 'plan')).toBe('differs')
    expect(result).toMatchObject({ isRight: false, isPending: false })
  })

  it('does not wait for a change that the activity log lists as failed, and states its reason', async () => {
    const world = new World()
    world.held = person({ plan: 'pro' })
    world.failures = [
      {
        customerId: '1',
        email: undefined,
        cioId: undefined,
        field: 'email',
        value: 'ada@example.com',
        reason: 'owned by another',
        atS: RUN_S,
      },
    ]
    const { result } = await world.readBack(ADA)
    expect(world.reads).toBe(1)
    expect(result.attributes.find(({ attribute }) => attribute === 'email')).toMatchObject({
      state: 'missing',
      note: 'refused by Customer.io: owned by another',
    })
  })

  it('ignores failed changes of other people', async () => {
    const world = new World()
    world.held = AS_SENT
    world.failures = [
      { customerId: '2', email: undefined, cioId: undefined, field: 'email', value: 'x', reason: 'no', atS: RUN_S },
      {
        customerId: undefined,
        email: undefined,
        cioId: 'b4',
        field: 'email',
        value: 'ada@example.com',
        reason: 'no',
        atS: RUN_S,
      },
    ]
    expect((await world.readBack(ADA)).result).toMatchObject({ isRight: true, failed: [] })
  })

  it('expects that deleted people do not exist, and that an update creates no one', async () => {
    const world = new World()
    const gone = await world.readBack({ ...ADA, state: 'absent', attributes: {} })
    expect(gone.result.isRight).toBe(true)
    expect((await world.readBack({ ...ADA, state: 'if_known' })).result.isRight).toBe(true)
    world.held = AS_SENT
    const there = await world.readBack({ ...ADA, state: 'absent', attributes: {} }, { endedMs: 0 })
    expect(there.result).toMatchObject({ isRight: false, isPending: false })
  })

  it('reads a hundred people per request, and accepts replies in any order', async () => {
    const expected = Array.from({ length: 250 }, (_, n): ExpectedPerson => {
      return { kind: 'email', value: `P${n}@example.com`, state: 'present', attributes: {} }
    })
    const asked: number[] = []
    const results = await readBack({
      expected,
      sinceS: RUN_S,
      endedMs: 0,
      waitMs: 0,
      clock: new FakeClock(),
      reader: {
        people: (_kind, values) => {
          asked.push(values.length)
          return Promise.resolve(
            values.toReversed().map((value) => ({ ...person({ email: value.toLowerCase() }), id: undefined })),
          )
        },
        failedChanges: () => Promise.resolve([]),
      },
    })
    expect(asked).toEqual([100, 100, 50])
    expect(results.every(({ exists }) => exists)).toBe(true)
  })
})

describe('readMembership', () => {
  it('repeats until everyone is a member or the wait is over', async () => {
    const clock = new FakeClock()
    let asked = 0
    const reader = { segmentsOf: () => Promise.resolve(++asked < 3 ? undefined : ['7']) }
    let done: unknown
    void readMembership([ADA], ['7', '8'], { reader, clock, waitMs: 10_000 }).then((members) => (done = members))
    while (done === undefined) await clock.advance(500)
    expect(done).toEqual([
      { person: ADA, segment: '7', isMember: true },
      { person: ADA, segment: '8', isMember: false },
    ])
  })
})
