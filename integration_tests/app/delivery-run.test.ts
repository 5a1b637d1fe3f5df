import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readCatalog } from '../../src/airbyte/catalog'
import { loadConfig } from '../../src/config/load'
import type { Input } from '../../src/core/input'
import type { SourceStream } from '../../src/core/stream'
import { drainMicrotasks, FakeClock } from '../../src/lib/testing/fake-clock'
import { compileMappings } from '../../src/mapping/compile-mappings'
import { createTestPorts } from '../../src/app/testing/ports-factory'
import { openDelivery, TERMINATION_GRACE_MS, type Delivery } from '../../src/app/delivery-run'

const FLUSH_MS = 1_000

/** Requests without a reply. */
let held: ServerResponse[] = []
let server: Server
let url: string
/** Ends all waiting after a test, even if the test failed. */
let test: { isOver: boolean }

beforeEach(async () => {
  held = []
  test = { isOver: false }
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.url === '/api/v1/accounts/region') response.end(JSON.stringify({ url, region: 'us' }))
      else held.push(response)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  test.isOver = true
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
})

/** Waits for the oldest request without a reply. */
async function nextRequest(): Promise<{ answer(status: number, headers?: Record<string, string>): void }> {
  await until(() => held.length > 0)
  const response = held.shift() as ServerResponse
  return {
    answer: (status, headers) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end('{}')
    },
  }
}

async function until(isSo: () => boolean): Promise<void> {
  const own = test
  while (!isSo()) {
    if (own.isOver) throw new Error('It did not happen.')
    await drainMicrotasks()
  }
}

interface Run {
  readonly clock: FakeClock
  readonly delivery: Delivery
  /** Ids of the emitted states. */
  readonly states: string[]
  readonly logs: string[]
  /** The reported waits for a rate limit, in milliseconds. */
  readonly shownWaits: number[]
  /** The error of the run; undefined if it succeeded. */
  readonly ended: Promise<unknown>
  /** Adds a person and a state after it, and waits until the body is sent. */
  readonly feed: (id: string) => Promise<void>
  /** Ends the input. */
  readonly end: () => void
}

async function start(): Promise<Run> {
  const streams = readCatalog({
    streams: [
      {
        stream: { name: 'people', json_schema: { properties: { id: { type: 'string' } } } },
        sync_mode: 'incremental',
        destination_sync_mode: 'append',
      },
    ],
  })
  const { config } = loadConfig({
    credentials: { site_id: 'site', api_key: 'key' },
    endpoints: { track_url: url },
    streams: [{ stream: 'people', object: 'person', id_column: 'id' }],
    delivery: { max_in_flight: 1, flush_seconds: FLUSH_MS / 1000 },
  })
  const clock = new FakeClock()
  const states: string[] = []
  const logs: string[] = []
  const shownWaits: number[] = []
  const input = createInput()
  const output = { log: (_: string, message: string) => logs.push(message), hide: () => undefined, clean: String }
  const ports = { ...createTestPorts(), output, clock }
  const delivery = await openDelivery(ports, {
    config,
    mappings: compileMappings(config, streams),
    streams,
    emitState: ({ text }) => states.push(text),
    stopInput: input.end,
    onRateLimited: (untilMs) => shownWaits.push(untilMs - clock.now()),
  })
  const ended = delivery.deliver(input.source()).catch((thrown: unknown) => thrown)
  const feed = async (id: string) => {
    await input.add(inputsOf(streams[0] as SourceStream, id))
    await clock.advance(FLUSH_MS)
  }
  return { clock, delivery, states, logs, shownWaits, ended, feed, end: input.end }
}

function inputsOf(stream: SourceStream, id: string): readonly Input[] {
  return [
    { kind: 'row', stream, data: { id }, emittedAtMs: 1, nulled: [] },
    { kind: 'state', streams: [stream], text: id },
  ]
}

/** A source that grows while it is read. */
function createInput() {
  const chunks: (readonly Input[])[] = []
  let isEnded = false
  return {
    async *source(): AsyncGenerator<readonly Input[]> {
      for (;;) {
        await until(() => isEnded || chunks.length > 0)
        const chunk = chunks.shift()
        if (chunk === undefined) return
        yield chunk
      }
    },
    /** Resolves once they are read. */
    add(inputs: readonly Input[]): Promise<void> {
      chunks.push(inputs)
      return until(() => chunks.length === 0)
    },
    end: () => void (isEnded = true),
  }
}

describe('a run after a signal', () => {
  it('is aborted after the grace period: acknowledged states are written, and nothing more is sent', async () => {
    const { clock, delivery, states, ended, feed } = await start()
    await feed('1')
    const first = await nextRequest()
    await feed('2')
    first.answer(200)
    const second = await nextRequest()
    await feed('3')
    expect(states).toEqual(['1'])
    delivery.terminate('SIGTERM')
    await clock.advance(TERMINATION_GRACE_MS - 1)
    expect(delivery.stats.requests).toBe(2)
    await clock.advance(1)
    // From now on replies count, and no blocked row is sent.
    second.answer(200)
    expect(await ended).toMatchObject({
      failureType: 'transient_error',
      message: expect.stringMatching(/^Stopped by SIGTERM/) as string,
    })
    expect(states).toEqual(['1', '2'])
    expect(delivery.stats.requests).toBe(2)
    expect(held).toEqual([])
    await delivery.close()
    expect(clock.pending).toBe(0)
  })

  it('does not wait for a missing reply longer than the grace period', async () => {
    const { clock, delivery, states, ended, feed } = await start()
    await feed('1')
    await nextRequest()
    delivery.terminate('SIGTERM')
    await clock.advance(TERMINATION_GRACE_MS)
    const graceMs = clock.nextInMs
    expect(graceMs).toBeGreaterThan(0)
    await clock.advance(graceMs as number)
    expect(await ended).toMatchObject({ failureType: 'transient_error' })
    expect(states).toEqual([])
    // Kubernetes grants a container 30 s; some of it is left for the end of the process.
    expect(TERMINATION_GRACE_MS + (graceMs as number)).toBe(25_000)
    await delivery.close()
    expect(clock.pending).toBe(0)
  })

  it('delivers all rows that it read, and cancels its timers', async () => {
    const { clock, delivery, states, ended, feed } = await start()
    await feed('1')
    const first = await nextRequest()
    await feed('2')
    delivery.terminate('SIGTERM')
    first.answer(200)
    const second = await nextRequest()
    second.answer(200)
    expect(await ended).toMatchObject({
      failureType: 'transient_error',
      message: expect.stringMatching(/^Stopped by SIGTERM/) as string,
    })
    expect(states).toEqual(['1', '2'])
    await delivery.close()
    expect(clock.pending).toBe(0)
  })
})

it('reports long waits for the rate limit, and no short ones', async () => {
  const { clock, delivery, states, logs, shownWaits, ended, feed, end } = await start()
  await feed('1')
  const answers = [
    { status: 429, seconds: 4 },
    { status: 503, seconds: 6 },
    { status: 429, seconds: 5 },
  ]
  for (const [index, { status, seconds }] of answers.entries()) {
    const request = await nextRequest()
    request.answer(status, { 'retry-after': `${seconds}` })
    await until(() => clock.nextInMs === seconds * 1000)
    expect(logs.filter((text) => text.startsWith('Waiting until'))).toHaveLength(index)
    await clock.advance(seconds * 1000)
  }
  const last = await nextRequest()
  end()
  last.answer(200)
  expect(await ended).toBeUndefined()
  expect(shownWaits).toEqual([5_000])
  expect(states).toEqual(['1'])
  await delivery.close()
})
