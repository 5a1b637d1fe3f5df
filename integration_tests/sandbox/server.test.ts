import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { FakeClock } from '../../src/lib/testing/fake-clock'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/server'
import { callerOf } from './caller'

let sandbox: Sandbox
afterEach(() => sandbox.stop())

async function started(options: SandboxOptions = {}) {
  sandbox = await startSandbox(options)
  return callerOf(sandbox)
}

const identify = (id: string, attributes: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  type: 'person',
  action: 'identify',
  identifiers: { id },
  attributes,
  ...more,
})
const event = (id: string, more: Record<string, unknown> = {}) => ({
  type: 'person',
  action: 'event',
  identifiers: { id },
  name: 'n',
  ...more,
})

describe('the server', () => {
  it('keeps the latest requests only, and counts all', async () => {
    const { batch } = await started({ keepRequests: 3 })
    for (let n = 0; n < 7; n++) await batch(identify(String(n)))
    expect(sandbox.requests).toHaveLength(3)
    expect(sandbox.requestCount).toBe(7)
    expect(sandbox.requests.at(-1)).toMatchObject({ method: 'POST', path: '/api/v2/batch', status: 200 })
  })

  it('listens on this machine alone', async () => {
    await started()
    expect(new URL(sandbox.url).hostname).toBe('127.0.0.1')
    const other = Object.assign(startSandbox({ port: sandbox.port }), {})
    await expect(other).rejects.toThrow('EADDRINUSE')
  })

  it('drops a body far beyond the limits and still answers', async () => {
    const { track } = await started()
    expect((await track('POST', '/api/v2/batch', 'x'.repeat(16_000_001))).status).toBe(400)
    expect((await track('POST', '/api/v2/batch', '{"batch":[]}')).status).toBe(400)
  })

  it('survives invalid requests', async () => {
    const { batch } = await started()
    await new Promise<void>((done) => {
      const socket = connect(sandbox.port, '127.0.0.1', () =>
        socket.end('GET //evil/ HTTP/1.1\r\nhost: x\r\n\r\nnonsense'),
      )
      socket.on('close', () => done())
      socket.resume()
    })
    const { track, app } = callerOf(sandbox)
    for (const path of [
      '/api/v1/customers/%',
      '/api/v1/customers/a/devices/%zz',
      '//x',
      '/api/v2',
      '/api/v1/customers/1/2/3/4',
    ])
      expect((await track('DELETE', path)).status).toBe(404)
    for (const path of ['/v1/nothing', '/v1/customers/%/attributes', '/v1/objects/1/%/attributes'])
      expect((await app(path)).status).toBe(404)
    expect((await batch(identify('1'))).status).toBe(200)
  })

  it('limits requests a second where it is told to', async () => {
    const clock = new FakeClock(1_750_000_000_000)
    const { batch } = await started({ clock, settings: { trackRequestsPerSecond: 2 } })
    const statuses = []
    for (let n = 0; n < 3; n++) statuses.push((await batch(identify('1'))).status)
    await clock.advance(1_000)
    statuses.push((await batch(identify('1'))).status)
    expect(statuses).toEqual([200, 200, 429, 200])
  })

  it.each([true, false])('takes compressed bodies only where it is told to: %p', async (gzipBodies) => {
    await started({ settings: { gzipBodies } })
    const reply = await fetch(`${sandbox.url}/api/v2/batch`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from('sandbox-site:sandbox-key').toString('base64')}`,
        'content-encoding': 'gzip',
      },
      body: gzipSync(JSON.stringify({ batch: [identify('1')] })),
    })
    expect(reply.status).toBe(gzipBodies ? 200 : 400)
  })
})

describe('switches', () => {
  const people = () => sandbox.workspace.people.size

  it.each([
    ['eventsCreatePeople', event('1')],
    ['devicesCreatePeople', { ...identify('1'), action: 'add_device', device: { token: 't', platform: 'ios' } }],
    [
      'relationshipsCreatePeople',
      {
        ...identify('1'),
        action: 'add_relationships',
        cio_relationships: [{ identifiers: { object_type_id: '1', object_id: 'o' } }],
      },
    ],
  ] as const)('%s', async (name, operation) => {
    for (const value of [true, false]) {
      const { batch } = await started({ settings: { [name]: value } })
      expect((await batch(operation)).status).toBe(200)
      expect(people()).toBe(value ? 1 : 0)
      if (value) await sandbox.stop()
    }
  })

  it.each([
    ['refuse', 400, undefined, 0],
    ['ignore', 200, undefined, 2],
    ['keep', 200, 'order-1', 1],
  ] as const)('otherEventIds=%s', async (otherEventIds, status, id, count) => {
    const { track } = await started({ settings: { otherEventIds } })
    for (let n = 0; n < 2; n++)
      expect((await track('POST', '/api/v2/entity', event('1', { id: 'order-1' }))).status).toBe(status)
    expect(sandbox.workspace.events).toHaveLength(count)
    expect(sandbox.workspace.events[0]?.id).toBe(id)
  })

  it('dedupeHours and dedupeScope', async () => {
    const clock = new FakeClock()
    const { batch } = await started({ clock, settings: { dedupeHours: 12, dedupeScope: 'person' } })
    const id = '01HK153X003BMPJNJB6JHKXK8T'
    await batch(event('1', { id }), event('1', { id }), event('2', { id }))
    expect(sandbox.workspace.events).toHaveLength(2)
    await clock.advance(12 * 3_600_000)
    await batch(event('1', { id }))
    expect(sandbox.workspace.events).toHaveLength(3)
    expect(sandbox.workspace.repeatedEvents).toBe(1)
  })

  it('events are live for 72 hours, anonymous ones once they have a person', async () => {
    const clock = new FakeClock(1_750_000_000_000)
    const now = clock.now() / 1000
    const { batch } = await started({ clock, settings: { futureEventsTrigger: false } })
    await batch(
      event('1', { timestamp: now - 72 * 3600 }),
      event('1', { timestamp: now - 72 * 3600 - 1 }),
      event('1', { timestamp: now + 10 }),
      { ...event('1'), identifiers: { anonymous_id: 'c' } },
      { ...event('1'), identifiers: { anonymous_id: 'c' }, timestamp: now - 31 * 86_400 },
    )
    const live = () => sandbox.workspace.events.map(({ canTrigger }) => canTrigger)
    expect(live()).toEqual([true, false, false, false, false])
    await batch(identify('1', { anonymous_id: 'c' }))
    expect(live()).toEqual([true, false, false, true, false])
    expect(sandbox.workspace.events.map(({ person }) => person !== undefined)).toEqual([true, true, true, true, false])
    // It is not reusable.
    await batch(identify('2', { anonymous_id: 'c' }), { ...event('1'), identifiers: { anonymous_id: 'c' } })
    expect(sandbox.workspace.events.at(-1)?.person).toBe(sandbox.workspace.events[0]?.person)
  })

  it('a merge moves the events of 30 days and lets none of them trigger', async () => {
    const clock = new FakeClock(1_750_000_000_000)
    const now = clock.now() / 1000
    const { batch } = await started({ clock })
    await batch(identify('1'), event('2'), event('2', { timestamp: now - 31 * 86_400 }))
    await batch({ type: 'person', action: 'merge', primary: { id: '1' }, secondary: { id: '2' } })
    const first = sandbox.workspace.people.find('id', '1')?.cioId
    expect(sandbox.workspace.events.map(({ person }) => person === first)).toEqual([true, false])
    expect(sandbox.workspace.events[0]?.canTrigger).toBe(false)
  })

  it('nullRemovesFromPeople, lowerCaseEmails, timestampAmongAttributes, attributesPerProfile', async () => {
    const { batch } = await started({
      settings: {
        nullRemovesFromPeople: false,
        lowerCaseEmails: true,
        timestampAmongAttributes: true,
        attributesPerProfile: 2,
      },
    })
    await batch(identify('1', { email: 'Ada@Example.com', a: 'new', _timestamp: 2_000_000_000 }))
    await batch(identify('1', { a: 'old', b: null, _timestamp: 1_000_000_000 }))
    await batch(identify('1', { c: 'too many' }))
    const person = sandbox.workspace.people.find('email', 'ADA@example.com')
    expect(person?.email).toBe('ada@example.com')
    expect([...(person?.attributes ?? [])].map(([name, { value }]) => [name, value])).toEqual([
      ['a', 'new'],
      ['b', null],
    ])
    expect(sandbox.workspace.people.failedChanges.at(-1)).toMatchObject({ field: 'c' })
  })

  it('relationshipsCreateObjects, maxObjectTypes', async () => {
    const tie = (type: string) => ({
      ...identify('1'),
      action: 'add_relationships',
      cio_relationships: [{ identifiers: { object_type_id: type, object_id: 'o' } }],
    })
    const strict = await started({ settings: { relationshipsCreateObjects: false } })
    await strict.batch(tie('1'))
    expect(sandbox.workspace.objects.size).toBe(0)
    await sandbox.stop()
    const { batch } = await started({ settings: { maxObjectTypes: 1 } })
    await batch(tie('2'), tie('3'))
    expect([...sandbox.workspace.objects.types.keys()]).toEqual(['1', '2'])
  })

  it('identifiers, segmentIdTypes, anonymousEventsV2, textTimestamps, nestedValuesCount, mergeAnonymousEvents, logUpdateMisses', async () => {
    const { track, batch } = await started({
      settings: {
        identifiers: 'email',
        segmentIdTypes: false,
        anonymousEventsV2: false,
        textTimestamps: true,
        nestedValuesCount: false,
        mergeAnonymousEvents: false,
        logUpdateMisses: false,
      },
    })
    expect((await track('POST', '/api/v2/entity', identify('1'))).status).toBe(400)
    expect((await track('PUT', '/api/v1/customers/plain', { id: 'just an attribute' })).status).toBe(200)
    expect(sandbox.workspace.people.find('email', 'plain')?.attributes.get('id')?.value).toBe('just an attribute')
    expect((await track('POST', '/api/v1/segments/7/add_customers?id_type=email', { ids: ['plain'] })).status).toBe(400)
    const anonymous = { ...event('1'), identifiers: { anonymous_id: 'c' } }
    expect((await track('POST', '/api/v2/entity', anonymous)).status).toBe(400)
    const large = { ...identify('1', { list: ['x'.repeat(2_000)] }), identifiers: { email: 'plain' }, timestamp: '17' }
    expect((await batch(large)).status).toBe(200)
    await track('POST', '/api/v1/events', { name: 'seen', anonymous_id: 'c' })
    await track('PUT', '/api/v1/customers/plain', { anonymous_id: 'c' })
    expect(sandbox.workspace.events[0]?.person).toBeUndefined()
    await track('PUT', '/api/v1/customers/nobody', { _update: true })
    expect(sandbox.workspace.people.failedChangeCount).toBe(0)
  })
})
