import { Writable } from 'node:stream'
import { ConfigError, SystemError } from '../lib/errors'
import { madeStream } from '../delivery/testing/made-rows'
import { guardStdout } from './guard'
import { createOutput, type LogLevel } from './output'
import { refuseSockets } from './speed-mode'
import { protocolValidator } from './testing/protocol-schema'

function newOutput(level: LogLevel = 'INFO', write?: Writable['_write']) {
  let text = ''
  const stdout = new Writable({
    write:
      write ??
      ((chunk: Buffer, _, done) => {
        text += chunk.toString()
        done()
      }),
  })
  const output = createOutput(stdout, { level, now: () => 1_700_000_000_000 })
  const messages = () =>
    text
      .trimEnd()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  return { output, stdout, messages, text: () => text }
}

function writeEverything(output: ReturnType<typeof newOutput>['output']): void {
  output.log('INFO', 'hello\nworld')
  output.state('{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"s"}},"id":1}}', {
    accepted: 1,
    rejected: 0,
  })
  output.spec({ connectionSpecification: {} })
  output.connectionStatus('FAILED', 'no')
  output.connectionStatus('SUCCEEDED')
  output.destinationCatalog({ operations: [{ object_name: 'person', sync_mode: 'append', json_schema: {} }] })
  output.traceError(new ConfigError('for you', 'for us'))
  output.traceError(new SystemError('ours'))
  output.rateLimited([madeStream('s'), { ...madeStream('t'), namespace: 'n' }], 1_700_000_001_000)
}

describe('Output', () => {
  it('writes one message a line', () => {
    const { output, messages } = newOutput()
    writeEverything(output)
    expect(messages().map(({ type }) => type)).toEqual([
      'LOG',
      'STATE',
      'SPEC',
      'CONNECTION_STATUS',
      'CONNECTION_STATUS',
      'DESTINATION_CATALOG',
      'TRACE',
      'TRACE',
      'TRACE',
      'TRACE',
    ])
    expect(messages()[6]).toEqual({
      type: 'TRACE',
      trace: {
        type: 'ERROR',
        emitted_at: 1_700_000_000_000,
        error: { message: 'for you', internal_message: 'for us', failure_type: 'config_error' },
      },
    })
    expect(messages()[9]).toMatchObject({
      trace: {
        stream_status: {
          stream_descriptor: { name: 't', namespace: 'n' },
          status: 'RUNNING',
          reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: 1_700_000_001_000 } }],
        },
      },
    })
  })

  const validate = protocolValidator()
  const withContracts = validate === undefined ? it.skip : it
  withContracts('writes only what the protocol knows', () => {
    const { output, messages } = newOutput()
    writeEverything(output)
    expect(messages().flatMap((message) => validate!(message))).toEqual([])
    expect(validate!({ type: 'NONSENSE' })).not.toEqual([])
  })

  it('honours the log level', () => {
    const { output, messages } = newOutput('WARN')
    output.log('INFO', 'quiet')
    output.log('WARN', 'loud')
    output.log('FATAL', 'louder')
    expect(messages().map(({ log }) => (log as { message: string }).message)).toEqual(['loud', 'louder'])
  })

  it('masks secrets in every form, but leaves a state as it came', () => {
    const { output, text } = newOutput()
    output.hide(['s3cr"et key', 'site', 'abc'])
    output.log('INFO', 'is s3cr"et key here')
    output.log('INFO', `at /?k=${encodeURIComponent('s3cr"et key')}`)
    output.log('INFO', `Basic ${Buffer.from('site:s3cr"et key').toString('base64')}`)
    output.traceError(new SystemError('x', 's3cr"et key'))
    output.log('INFO', 'abc is too short to hide')
    expect(text()).not.toMatch(/s3cr|c2l0ZT/)
    expect(text()).toContain('abc is too short')
    output.state('{"type":"STATE","state":{"cursor":"site"}}', { accepted: 0, rejected: 0 })
    expect(text()).toContain('"cursor":"site"')
  })

  it('cuts what the platform would cut', () => {
    const { output, messages } = newOutput()
    output.log('INFO', 'x'.repeat(60_000))
    expect((messages()[0]!['log'] as { message: string }).message).toHaveLength(50_000)
  })

  it('says once that nobody reads any more, and then keeps quiet', async () => {
    const { output, stdout } = newOutput('INFO', (_chunk, _encoding, done) =>
      done(Object.assign(new Error('EPIPE'), { code: 'EPIPE' })),
    )
    let closed = 0
    output.onClosed(() => closed++)
    output.log('INFO', 'x')
    await output.drain()
    output.log('INFO', 'y')
    await output.drain()
    expect(output.isClosed).toBe(true)
    expect(closed).toBe(1)
    output.onClosed(() => closed++)
    expect(closed).toBe(2)
    expect(stdout.destroyed).toBe(true)
  })

  it('drains only once a slow reader has taken everything', async () => {
    const held: (() => void)[] = []
    const { output } = newOutput('INFO', (_chunk, _encoding, done) => held.push(done))
    output.log('INFO', 'one')
    let drained = false
    const draining = output.drain().then(() => (drained = true))
    await Promise.resolve()
    expect(drained).toBe(false)
    held[0]!()
    await draining
    expect(drained).toBe(true)
  })
})

describe('guardStdout', () => {
  it('turns foreign writes into LOG messages until it is undone', () => {
    const { output, stdout, messages } = newOutput('DEBUG')
    const fake = { stdout: stdout as unknown as NodeJS.WriteStream }
    const undo = guardStdout(fake, output)
    let called = 0
    stdout.write('library says hi\n', () => called++)
    stdout.write(Buffer.from('bytes'), 'utf8', () => called++)
    undo()
    expect(messages().map(({ log }) => (log as { message: string }).message)).toEqual([
      'Something wrote to stdout: library says hi',
      'Something wrote to stdout: bytes',
    ])
    stdout.write('{"raw":true}\n')
    expect(messages()).toHaveLength(3)
    return Promise.resolve().then(() => expect(called).toBe(2))
  })
})

describe('refuseSockets', () => {
  it('is content with standard input and refuses sockets', () => {
    expect(() => refuseSockets({ DATA_CHANNEL_MEDIUM: 'STDIO' })).not.toThrow()
    expect(() => refuseSockets({ DATA_CHANNEL_MEDIUM: 'SOCKET' })).toThrow(ConfigError)
  })
})
