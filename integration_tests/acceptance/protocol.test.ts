import { globalState, record, runSync, streamState, Sync, type SourceMessage } from '../harness/platform'
import {
  countsOf,
  expectClean,
  NUMBER,
  openWorld,
  optionsOf,
  peopleRules,
  plainStream,
  TEXT,
  type World,
} from './world'

/** Requirements in Airbyte's source that its tests do not cover: unchanged states, unusual lines, slow and closed readers. */
let world: World

beforeEach(async () => {
  world = await openWorld()
})

afterEach(() => world.sandbox.stop())

const PEOPLE = plainStream('people', { id: TEXT, name: TEXT, n: NUMBER })
const people = () => optionsOf(world, [PEOPLE], peopleRules('people'))

describe('states', () => {
  it('come back with the private id, unknown keys, 64-bit numbers and their own spelling', async () => {
    const sync = new Sync(people())
    const text =
      '{ "type":"STATE", "state": {"type":"STREAM","unknown":{"a":[1.0,null]},"stream":{"stream_descriptor":{"name":"people"},"stream_state":{"cursor":9223372036854775807,"f":1.10,"t":"\\u00e9"}}}}'
    sync.send(record('people', { id: '1' }))
    sync.sendStateText(text)
    const result = await sync.end()
    expectClean(result)
    const stats = ',"destinationStats":{"recordCount":1.0,"rejectedRecordCount":0.0}'
    expect(result.stateLines).toEqual([`${text.slice(0, -2)},"id":1${stats}}}`])
  })

  it('returns states without stream_state, of a stream that is not configured, and LEGACY states', async () => {
    expectClean(await runSync(people(), [record('people', { id: '1' }), streamState('people')]))
    const legacy: SourceMessage[] = [record('people', { id: '1' }), { type: 'STATE', state: { data: { big: 1 } } }]
    const result = await runSync(people(), legacy)
    expectClean(result)
    expect(result.states).toMatchObject([{ data: { big: 1 }, id: 1, destinationStats: { recordCount: 1 } }])
    const stranger = await runSync(people(), [
      record('people', { id: '1' }),
      streamState('stranger'),
      streamState('people'),
    ])
    expectClean(stranger)
    expect(countsOf(stranger)).toEqual([
      [0, 0],
      [1, 0],
    ])
  })

  it('of every size of window add up, whatever mix of rows comes', async () => {
    const source: SourceMessage[] = []
    for (let n = 0; n < 300; n++) {
      source.push(record('people', { id: n % 7 === 0 ? ' ' : `${n % 40}`, n }))
      if ((n * n) % 11 < 3) source.push(globalState(['people'], { n }))
    }
    const result = await runSync(people(), [...source, globalState(['people'])])
    expectClean(result)
  })
})

describe('lines', () => {
  it('a TRACE of an unknown stream, CRLF, blank lines, unknown types, and a last line without its newline', async () => {
    const sync = new Sync(people())
    sync.sendRaw(
      '\r\n{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1,"stream_status":{"stream_descriptor":{"name":"nobody"},"status":"COMPLETE"}}}\r\n',
    )
    sync.sendRaw('{"type":"CONTROL","control":{}}\n{"type":"NEW_IN_2030"}\n\n')
    sync.send(record('people', { id: '1' }), streamState('people'))
    const result = await sync.end({ lastLine: JSON.stringify(record('people', { id: '2' })) })
    expectClean(result)
    expect([...world.sandbox.workspace.people.all].map(({ id }) => id)).toEqual(['1', '2'])
  })

  it('a record of a stream that the catalog lacks fails the sync and names the stream, and what came before is safe', async () => {
    const result = await runSync(people(), [
      record('people', { id: '1' }),
      streamState('people'),
      record('stranger', { id: '2' }),
      streamState('people'),
    ])
    expectClean(result, 'failed')
    expect(result.errors).toMatchObject([
      { failure_type: 'system_error', message: expect.stringContaining('stranger') as string },
    ])
    expect(result.states.map(({ id }) => id)).toEqual([1])
  })

  it('a line of 5 MB is rejected for its size, not choked on, and characters may be cut anywhere', async () => {
    const name = 'Zoë 日本 🎉'
    const sync = new Sync(people())
    sync.sendInPieces(record('people', { id: '1', name }))
    sync.send(record('people', { id: '2', name: 'x'.repeat(5_000_000) }), streamState('people'))
    const result = await sync.end()
    expectClean(result)
    expect(countsOf(result)).toEqual([[1, 1]])
    expect(world.person('id', '1')).toEqual({ name })
  })
})

describe('the other end of stdout', () => {
  it('a reader that reads nothing until all has arrived gets every state', async () => {
    const sync = new Sync(people())
    sync.program.child.stdout.pause()
    const total = 2_000
    for (let n = 0; n < total; n++)
      sync.send(record('people', { id: `${n}`, n }), streamState('people', { n, pad: 'x'.repeat(100) }))
    const ended = sync.end()
    while ([...world.sandbox.workspace.people.all].length < total) await new Promise((resolve) => setImmediate(resolve))
    sync.program.child.stdout.resume()
    const result = await ended
    expectClean(result)
    expect(result.states).toHaveLength(total)
  })

  it('a reader that goes away ends the run with a failure and without noise', async () => {
    const sync = new Sync(people())
    sync.send(record('people', { id: '1' }), streamState('people'))
    await sync.nextState()
    sync.program.child.stdout.destroy()
    sync.send(record('people', { id: '2' }), streamState('people'))
    const { code, stderr } = await sync.program.finished()
    sync.program.child.stdin.destroy()
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
  })

  it('a failure with much still to be written loses none of it', async () => {
    const states = Array.from({ length: 3_000 }, (_, n) => streamState('people', { n, pad: 'x'.repeat(100) }))
    const sync = new Sync(people())
    sync.program.child.stdout.pause()
    sync.send(...states, record('stranger', { id: '1' }))
    const ended = sync.end()
    await new Promise((resolve) => setImmediate(resolve))
    sync.program.child.stdout.resume()
    const result = await ended
    expectClean(result, 'failed')
    expect(result.states).toHaveLength(3_000)
    expect(result.errors).toHaveLength(1)
  })

  it('refuses the socket mode of Airbyte and names the fix', async () => {
    const result = await runSync({ ...people(), env: { DATA_CHANNEL_MEDIUM: 'SOCKET' } }, [])
    expectClean(result, 'failed')
    expect(result.errors).toMatchObject([
      { failure_type: 'config_error', message: expect.stringContaining('connectorIPCOptions') as string },
    ])
  })
})
