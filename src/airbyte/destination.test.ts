import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable, type Readable } from 'node:stream'
import { ConfigError, SystemError, TransientError } from '../core/errors'
import { runDestinationCommand, type Destination, type DestinationRun } from './destination'
import type { RowBatch } from './row-batches'
import { createContext } from './testing/context-factory'

const SPEC = {
  connectionSpecification: { type: 'object', properties: { key: { type: 'string', airbyte_secret: true } } },
}
const CATALOG = { streams: [{ stream: { name: 's' }, generation_id: 4, minimum_generation_id: 3 }] }
const KEY = 'the-secret-key'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'destination-'))
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ key: KEY }))
  writeFileSync(join(folder, 'catalog.json'), JSON.stringify(CATALOG))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

type Message = Record<string, Record<string, unknown>>

const CONFIG = () => ['--config', join(folder, 'config.json')]
const FILES = () => [...CONFIG(), '--catalog', join(folder, 'catalog.json')]

const row = (n: number | string) => `{"type":"RECORD","record":{"stream":"s","data":{"n":${n}},"emitted_at":1}}\n`
const state = (id: number) =>
  `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"s"}},"id":${id}}}\n`

/** A destination that settles each batch, unless a test says otherwise. */
function createDestination(changes: Partial<Destination> = {}): Destination {
  return { spec: SPEC, check: () => Promise.resolve(), write: settleAll, ...changes }
}

async function settleAll({ batches }: DestinationRun): Promise<void> {
  for await (const batch of batches) batch.settle()
}

function start(destination: Destination, name: string | undefined, args: readonly string[], stdin?: string | Readable) {
  const context = createContext(args, stdin === undefined ? {} : { stdin })
  const ended = runDestinationCommand(destination, name, context).then((code) => {
    const lines = context.written.stdout.split('\n').filter((line) => line !== '')
    const messages = lines.map((line) => JSON.parse(line) as Message)
    return {
      code,
      messages,
      states: messages.flatMap((message) => (message['state'] === undefined ? [] : [message['state']])),
      errors: messages.flatMap((message) => (message['trace'] === undefined ? [] : [message['trace']['error']])),
      stderr: context.written.stderr,
    }
  })
  return { context, ended }
}

const run = (...args: Parameters<typeof start>) => start(...args).ended

describe('the commands of a destination', () => {
  it('prints its specification', async () => {
    expect(await run(createDestination(), 'spec', [])).toMatchObject({
      code: 0,
      messages: [{ type: 'SPEC', spec: SPEC }],
    })
  })

  it.each([
    ['succeeds', undefined, { status: 'SUCCEEDED' }],
    ['fails for the user to fix', new ConfigError(`no ${KEY}`), { status: 'FAILED', message: 'no ***' }],
    ['fails for a time', new TransientError('not now'), { status: 'FAILED', message: 'not now' }],
  ])('ends with 0 and a status if check %s, and masks the secrets of the configuration', async (_, error, status) => {
    const check = () => (error === undefined ? Promise.resolve() : Promise.reject(error))
    const { code, messages } = await run(createDestination({ check }), 'check', CONFIG())
    expect({ code, messages }).toEqual({
      code: 0,
      messages: [{ type: 'CONNECTION_STATUS', connectionStatus: status }],
    })
  })

  it.each([
    ['another error', new TypeError('oops'), 'TypeError: oops'],
    ['a SystemError', new SystemError('ours'), 'ours'],
  ])('reports %s in check as a failure of the command', async (_, error, internal_message) => {
    const check = () => Promise.reject(error)
    const { code, messages, errors } = await run(createDestination({ check }), 'check', CONFIG())
    expect({ code, messages: messages.length }).toEqual({ code: 1, messages: 1 })
    expect(errors).toMatchObject([{ failure_type: 'system_error', internal_message }])
  })

  it('prints the catalog of a destination that has one', async () => {
    const catalog = { operations: [{ object_name: 'o', sync_mode: 'append', json_schema: {} }] }
    const discover = () => Promise.resolve(catalog)
    expect((await run(createDestination({ discover }), 'discover', CONFIG())).messages).toEqual([
      { type: 'DESTINATION_CATALOG', destination_catalog: catalog },
    ])
  })

  it.each([
    ['no command', undefined],
    ['an unknown one', 'nonsense'],
    ['discover without a catalog', 'discover'],
  ])('prints the usage to stderr and fails for %s', async (_, name) => {
    const { code, messages, stderr } = await run(createDestination(), name, [])
    expect({ code, messages }).toEqual({ code: 1, messages: [] })
    expect(stderr).toMatch(/^Usage: spec \| check \| write, with/)
  })

  it.each([
    ['no file', () => [], 'Missing: --config FILE, --catalog FILE.'],
    ['a missing file', () => [...CONFIG(), '--catalog', join(folder, 'none')], 'ENOENT'],
  ])('reports %s of write as a configuration error', async (_, args, message) => {
    const { code, errors } = await run(createDestination(), 'write', args())
    expect(code).toBe(1)
    expect(errors).toMatchObject([
      { failure_type: 'config_error', message: expect.stringContaining(message) as string },
    ])
  })

  it('refuses a configuration that is not an object', async () => {
    writeFileSync(join(folder, 'config.json'), '[]')
    expect((await run(createDestination(), 'write', FILES())).errors).toMatchObject([
      { message: 'The configuration is not a JSON object.' },
    ])
  })
})

describe('write', () => {
  it('passes the configuration and the streams with their generation ids', async () => {
    const seen: unknown[] = []
    const write = (run: DestinationRun) => {
      seen.push(run.config, run.streams)
      return settleAll(run)
    }
    expect((await run(createDestination({ write }), 'write', FILES())).code).toBe(0)
    expect(seen).toMatchObject([{ key: KEY }, [{ name: 's', generationId: 4, minimumGenerationId: 3 }]])
  })

  it('knows which streams the source has completed, once the input has ended', async () => {
    const seen: boolean[] = []
    const write = async (run: DestinationRun) => {
      for await (const batch of run.batches) batch.settle()
      seen.push(...run.streams.map(run.isComplete))
    }
    const status = (name: string, status: string) =>
      `{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1,"stream_status":{"stream_descriptor":{"name":"${name}"},"status":"${status}"}}}\n`
    const started = status('s', 'STARTED') + status('other', 'COMPLETE') + status('twice', 'COMPLETE')
    const twice = [
      { name: 'twice', namespace: 'a' },
      { name: 'twice', namespace: 'b' },
    ].map((stream) => ({ stream }))
    writeFileSync(join(folder, 'catalog.json'), JSON.stringify({ streams: [...CATALOG.streams, ...twice] }))
    for (const input of [row(1) + started, row(1) + started + status('s', 'COMPLETE')])
      expect((await run(createDestination({ write }), 'write', FILES(), input)).code).toBe(0)
    expect(seen).toEqual([false, false, false, true, false, false])
  })

  it('emits each state with its counts once its rows are settled, and counts rejected rows', async () => {
    const write = async ({ batches }: DestinationRun) => {
      for await (const batch of batches) batch.settle(new Set(batch.rows.filter(({ data }) => data['n'] === 0)))
    }
    const input =
      row(1) + row(0) + state(1) + row(2) + '{"type":"RECORD","record":{"stream":"s"}}\n' + state(2) + row(3)
    const { code, states } = await run(createDestination({ write }), 'write', FILES(), input)
    expect(code).toBe(0)
    expect(states).toMatchObject([
      { id: 1, destinationStats: { recordCount: 1, rejectedRecordCount: 1 } },
      { id: 2, destinationStats: { recordCount: 1, rejectedRecordCount: 1 } },
    ])
  })

  it('emits states in order, and none before its rows, if batches are settled in another order', async () => {
    const stdin = new PassThrough()
    const write = async ({ batches }: DestinationRun) => {
      const waiting: RowBatch[] = []
      for await (const batch of batches) {
        waiting.push(batch)
        if (waiting.length < 3) stdin.write(row(waiting.length) + state(waiting.length))
        else stdin.end()
      }
      waiting[1]?.settle()
      expect(context.written.stdout).toBe('')
      waiting[0]?.settle()
      waiting[2]?.settle()
    }
    stdin.write(row(0) + state(0))
    const { context, ended } = start(createDestination({ write }), 'write', FILES(), stdin)
    const { code, states } = await ended
    expect(code).toBe(0)
    expect(states.map(({ id }) => id)).toEqual([0, 1, 2])
  })

  it('emits no state whose row was not stored, and reports the error of the destination', async () => {
    const write = async ({ batches }: DestinationRun) => {
      for await (const batch of batches) {
        if (batch.rows.some(({ data }) => data['n'] === 2)) throw new TransientError(`the disk of ${KEY} is full`)
        batch.settle()
      }
    }
    const stdin = new PassThrough()
    const { context, ended } = start(createDestination({ write }), 'write', FILES(), stdin)
    stdin.write(row(1) + state(1))
    while (!context.written.stdout.includes('"id":1')) await new Promise((resolve) => setImmediate(resolve))
    stdin.end(row(2) + state(2))
    const { code, states, errors } = await ended
    expect(code).toBe(1)
    expect(states.map(({ id }) => id)).toEqual([1])
    expect(errors).toMatchObject([{ failure_type: 'transient_error', message: 'the disk of *** is full' }])
  })

  it.each([
    ['leaves a batch without an outcome', ({ batches }: DestinationRun) => drop(batches), '2 rows were left without'],
    ['stops before the end of its input', () => Promise.resolve(), 'before the end of its input'],
    ['settles a batch twice', ({ batches }: DestinationRun) => settleTwice(batches), 'settled twice'],
  ])('fails and emits no further state if the destination %s', async (_, write, message) => {
    const { code, states, errors } = await run(
      createDestination({ write }),
      'write',
      FILES(),
      row(1) + row(2) + state(1),
    )
    expect(code).toBe(1)
    expect(states.length).toBe(message === 'settled twice' ? 1 : 0)
    expect(errors).toMatchObject([
      { failure_type: 'system_error', message: expect.stringContaining(message) as string },
    ])
  })

  it('emits no state after a line that may be a row and names no stream, and fails at the end', async () => {
    const input = row(1) + state(1) + '{"type":"RECORD",\n' + row(2) + state(2)
    const { code, states, errors } = await run(createDestination(), 'write', FILES(), input)
    expect(code).toBe(1)
    expect(states.map(({ id }) => id)).toEqual([1])
    expect(errors).toMatchObject([
      { failure_type: 'config_error', message: expect.stringContaining('line 3') as string },
    ])
  })

  it('reports an error of the input also if the destination catches it', async () => {
    const write = async ({ batches }: DestinationRun) => {
      try {
        for await (const batch of batches) batch.settle()
      } catch {
        // A destination that only looks at its own errors.
      }
    }
    const input = '{"type":"RECORD","record":{"stream":"other","data":{},"emitted_at":1}}\n'
    const { code, errors } = await run(createDestination({ write }), 'write', FILES(), input)
    expect(code).toBe(1)
    expect(errors).toMatchObject([{ message: expect.stringContaining("'other'") as string }])
  })

  it('reads no more while Airbyte has much output to read', async () => {
    const seen: unknown[] = []
    const write = async ({ batches }: DestinationRun) => {
      for await (const batch of batches) {
        seen.push(...batch.rows.map(({ data }) => data['n']))
        batch.settle()
        if (seen.length === 1) stdin.write(row(2) + large)
        if (seen.length === 2) stdin.end(row(3))
      }
    }
    const large = state(1).replace('"id":1', `"id":1,"pad":"${'x'.repeat(600_000)}"`)
    const stdin = new PassThrough()
    stdin.write(row(1) + large)
    const read: (() => void)[] = []
    const stdout = new Writable({ write: (_chunk, _encoding, done) => void read.push(done) })
    const ended = runDestinationCommand(createDestination({ write }), 'write', {
      ...createContext(FILES(), { stdin }),
      stdout,
    })
    while (seen.length < 2) await new Promise((resolve) => setImmediate(resolve))
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(seen).toEqual([1, 2])
    while (seen.length < 3) {
      read.shift()?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await ended).toBe(0)
  })

  it('finishes the batch in hand after a signal, and ends with 143', async () => {
    const stdin = new PassThrough()
    const write = async ({ batches }: DestinationRun) => {
      for await (const batch of batches) {
        context.terminate('SIGTERM')
        batch.settle()
      }
    }
    const { context, ended } = start(createDestination({ write }), 'write', FILES(), stdin)
    stdin.write(row(1) + state(1))
    const { code, states, errors } = await ended
    expect(code).toBe(143)
    expect(states.map(({ id }) => id)).toEqual([1])
    expect(errors).toMatchObject([
      { failure_type: 'transient_error', message: expect.stringContaining('SIGTERM') as string },
    ])
  })
})

async function drop(batches: AsyncIterable<RowBatch>): Promise<void> {
  for await (const batch of batches) expect(batch.rows).toHaveLength(2)
}

async function settleTwice(batches: AsyncIterable<RowBatch>): Promise<void> {
  for await (const batch of batches) {
    batch.settle()
    batch.settle()
  }
}
