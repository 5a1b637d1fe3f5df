import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DESTINATIONS, type OpenDestination, type OpenOptions } from '../harness/destinations'
import {
  globalState,
  record,
  runSync,
  streamState,
  Sync,
  type SourceMessage,
  type SyncOptions,
} from '../harness/platform'
import { Program, temporaryFolder, type Finished } from '../harness/program'
import { countsOf, expectClean, openWorld, optionsOf, peopleRules, plainStream, TEXT } from './world'

/**
 * The protocol, for each destination that is built on src/airbyte. Also requirements in Airbyte's source that its tests do
 * not cover: unchanged states, unusual lines, slow and closed readers.
 */
describe.each(DESTINATIONS)('%s', (_, open) => {
  let destination: OpenDestination
  const people = (): SyncOptions => destination.sync(['people'])
  const reopen = async (options: OpenOptions) => {
    await destination.close()
    destination = await open(options)
  }

  beforeEach(async () => {
    destination = await open()
  })

  afterEach(() => destination.close())

  describe('commands', () => {
    const run = async (command: string, config?: unknown): Promise<Finished> => {
      const folder = temporaryFolder()
      const args = config === undefined ? [] : ['--config', 'connectorConfig.json']
      writeFileSync(join(folder.path, 'connectorConfig.json'), JSON.stringify(config ?? {}))
      const program = new Program([command, ...args], { cwd: folder.path, fifo: true, program: destination.program })
      program.child.stdin.end()
      const finished = await program.finished()
      folder.remove()
      return finished
    }
    const answersOf = ({ messages }: Finished) => messages.filter(({ type }) => type !== 'LOG')

    it('spec prints one SPEC with the schema of the configuration', async () => {
      const finished = await run('spec')
      expect(finished).toMatchObject({ code: 0, stderr: '' })
      expect(answersOf(finished)).toMatchObject([
        { type: 'SPEC', spec: { connectionSpecification: { type: 'object' } } },
      ])
    })

    it('check prints whether the configuration works, and ends with 0 either way', async () => {
      const works = await run('check', destination.config)
      expect(works).toMatchObject({ code: 0, stderr: '' })
      expect(answersOf(works)).toMatchObject([{ connectionStatus: { status: 'SUCCEEDED' } }])
      const fails = await run('check', destination.invalidConfig)
      expect(fails).toMatchObject({ code: 0, stderr: '' })
      expect(answersOf(fails)).toMatchObject([{ connectionStatus: { status: 'FAILED' } }])
    })

    it('discover prints one catalog', async () => {
      const finished = await run('discover', destination.config)
      expect(finished).toMatchObject({ code: 0, stderr: '' })
      expect(answersOf(finished)).toMatchObject([{ destination_catalog: { operations: expect.any(Array) as unknown } }])
    })
  })

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

    it('come back without stream_state, of a stream that is not configured, of all streams, and as LEGACY', async () => {
      expectClean(await runSync(people(), [record('people', { id: '1' }), streamState('people')]))
      const legacy: SourceMessage[] = [record('people', { id: '1' }), { type: 'STATE', state: { data: { big: 1 } } }]
      const result = await runSync(people(), legacy)
      expectClean(result)
      expect(result.states).toMatchObject([{ data: { big: 1 }, id: 1, destinationStats: { recordCount: 1 } }])
      const stranger = [record('people', { id: '1' }), streamState('stranger'), streamState('people')]
      const strange = await runSync(people(), stranger)
      expectClean(strange)
      expect(countsOf(strange)).toEqual([
        [0, 0],
        [1, 0],
      ])
      const both = await runSync(destination.sync(['people', 'accounts']), [
        record('people', { id: '1' }),
        record('accounts', { id: '2' }),
        globalState(['people', 'accounts']),
        globalState(['people', 'accounts']),
      ])
      expectClean(both)
      expect(countsOf(both)).toEqual([
        [2, 0],
        [0, 0],
      ])
    })

    it('of every size of window add up, whatever mix of rows comes', async () => {
      const source: SourceMessage[] = []
      for (let n = 0; n < 300; n++) {
        source.push(record('people', { id: n % 7 === 0 ? ' ' : `${n % 40}`, n }))
        if ((n * n) % 11 < 3) source.push(globalState(['people'], { n }))
      }
      expectClean(await runSync(people(), [...source, globalState(['people'])]))
    })

    it('come back only once every row before them is stored', async () => {
      const sync = new Sync(people())
      const early: unknown[] = []
      sync.program.onMessage(({ state }) => {
        if (state !== undefined && !destination.ids().includes(String(state['id']))) early.push(state['id'])
      })
      for (let n = 1; n <= 200; n++) sync.send(record('people', { id: `${n}` }), streamState('people', { n }))
      const result = await sync.end()
      expectClean(result)
      expect(result.states).toHaveLength(200)
      expect(early).toEqual([])
    })

    it('of a clear, which has no rows, come back, and a COMPLETE of the source is not repeated', async () => {
      const result = await runSync({ ...people(), refreshes: true }, [streamState('people')])
      expectClean(result)
      expect(countsOf(result)).toEqual([[0, 0]])
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
      expect(destination.ids()).toEqual(['1', '2'])
    })

    it('characters that are cut anywhere', async () => {
      const sync = new Sync(people())
      sync.sendInPieces(record('people', { id: 'Zoë 日本 🎉' }))
      expectClean(await sync.end())
      expect(destination.ids()).toEqual(['Zoë 日本 🎉'])
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

    it('a broken record of a stream is a rejected row, and text that is not a message is skipped', async () => {
      const sync = new Sync(people())
      sync.send(...Array.from({ length: 10 }, (__, n) => record('people', { id: `${n}` })))
      sync.sendRaw('INFO the source has started\n')
      sync.sendRaw('{"type":"RECORD","record":{"stream":"people","data":{"id":NaN},"emitted_at":1}}\n')
      sync.sendRaw('{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"people"}}}}\n')
      await sync.nextState()
      const { exitCode, states, errors } = await sync.end()
      expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: [] })
      expect(states).toMatchObject([{ destinationStats: { recordCount: 10, rejectedRecordCount: 1 } }])
      expect(destination.ids()).toHaveLength(10)
    })

    it('a line that may be a record of any stream fails the sync, and no later state comes back', async () => {
      const sync = new Sync(people())
      sync.send(record('people', { id: '1' }), streamState('people'))
      sync.sendRaw('{"type":"RECORD","rec\n')
      sync.send(record('people', { id: '2' }), streamState('people'))
      const result = await sync.end()
      expectClean(result, 'failed')
      expect(result.states.map(({ id }) => id)).toEqual([1])
      expect(result.errors).toMatchObject([
        { failure_type: 'config_error', message: expect.stringContaining('line 3') as string },
      ])
      expect(destination.ids()).toEqual(['1', '2'])
    })
  })

  describe('a failure', () => {
    it('of a write is a TRACE ERROR, and no state comes back whose rows were not stored', async () => {
      await reopen({ failsSoon: true })
      const sync = new Sync(people())
      let sent = 0
      while (sync.program.child.exitCode === null && sync.program.messages.every(({ trace }) => trace === undefined)) {
        sent++
        sync.send(record('people', { id: `${sent}` }), streamState('people'))
        await sync.program.next(({ state, trace }) => state?.['id'] === sent || trace?.['type'] === 'ERROR')
      }
      const result = await sync.end()
      expectClean(result, 'failed')
      expect(result.errors).toHaveLength(1)
      expect(result.states.length).toBeGreaterThan(0)
      expect(result.states.length).toBeLessThan(sent)
      const stored = new Set(destination.ids())
      expect(result.states.filter(({ id }) => !stored.has(String(id)))).toEqual([])
    })

    it('with much still to be written loses none of it', async () => {
      const states = Array.from({ length: 3_000 }, (__, n) => streamState('people', { n, pad: 'x'.repeat(100) }))
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

    it('by SIGKILL loses no row of a state that came back, and the next sync stores the others', async () => {
      const rows = Array.from({ length: 500 }, (__, n) => record('people', { id: `${n + 1}`, pad: 'x'.repeat(200) }))
      const killed = new Sync(people())
      for (const row of rows) killed.send(row, streamState('people'))
      await killed.nextState()
      killed.program.kill()
      await killed.program.finished()
      const safe = killed.program.messages.filter(({ type }) => type === 'STATE').length
      const stored = destination.ids()
      expect(safe).toBeGreaterThan(0)
      expect(rows.slice(0, safe).filter((__, n) => !stored.includes(`${n + 1}`))).toEqual([])
      expectClean(await runSync(people(), [...rows.slice(safe), streamState('people')]))
      expect(new Set(destination.ids())).toEqual(new Set(rows.map((__, n) => `${n + 1}`)))
    })

    it('is the socket mode of Airbyte: it is refused, and the message names the fix', async () => {
      const result = await runSync({ ...people(), env: { DATA_CHANNEL_MEDIUM: 'SOCKET' } }, [])
      expectClean(result, 'failed')
      expect(result.errors).toMatchObject([
        { failure_type: 'config_error', message: expect.stringContaining('connectorIPCOptions') as string },
      ])
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
      while (destination.ids().length < total) await new Promise((resolve) => setImmediate(resolve))
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
  })
})

it('a line of 5 MB is a rejected row, because Customer.io accepts no row of that size', async () => {
  const world = await openWorld()
  const options = optionsOf(world, [plainStream('people', { id: TEXT, name: TEXT })], peopleRules('people'))
  const large = record('people', { id: '2', name: 'x'.repeat(5_000_000) })
  const result = await runSync(options, [record('people', { id: '1' }), large, streamState('people')])
  await world.sandbox.stop()
  expectClean(result)
  expect(countsOf(result)).toEqual([[1, 1]])
})
