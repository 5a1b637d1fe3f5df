import { Writable } from 'node:stream'
import { ConfigError, SystemError } from '../core/errors'
import { EventEmitter } from 'node:events'
import { readCatalog } from './catalog'
import { catchAll, redirectStdout } from './stdout-redirect'
import type { LogLevel } from './messages'
import { createOutput } from './output'
import { refuseSockets } from './socket-mode'
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

const [S, T] = readCatalog({ streams: [{ stream: { name: 's' } }, { stream: { name: 't', namespace: 'n' } }] })

function writeEverything(output: ReturnType<typeof newOutput>['output']): void {
  output.log('INFO', 'hello\nworld')
  output.state('{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"s"}},"id":1}}', {
    accepted: 1,
    rejected: 0,
  })
  output.spec({ connectionSpecification: {} })
  output.state('{"type":"STATE","state":{"type":"GLOBAL","global":{"stream_states":[]},"id":2}}', {
    accepted: 0,
    rejected: 0,
  })
  output.state('{"type":"STATE","state":{"data":{}}}', { accepted: 0, rejected: 2 })
  output.connectionStatus('FAILED', 'no')
  output.connectionStatus('SUCCEEDED')
  output.destinationCatalog({ operations: [{ object_name: 'person', sync_mode: 'append', json_schema: {} }] })
  output.traceError(new ConfigError('for you', 'for us'))
  output.traceError(new SystemError('ours'))
  output.traceError(new SystemError('of one'), T)
  output.rateLimited([S!, T!], 1_700_000_001_000.4)
}

describe('Output', () => {
  it('writes one message per line', () => {
    const { output, messages } = newOutput()
    writeEverything(output)
    expect(messages().map(({ type }) => type)).toEqual([
      'LOG',
      'STATE',
      'SPEC',
      'STATE',
      'STATE',
      'CONNECTION_STATUS',
      'CONNECTION_STATUS',
      'DESTINATION_CATALOG',
      'TRACE',
      'TRACE',
      'TRACE',
      'TRACE',
      'TRACE',
    ])
    expect(messages()[8]).toEqual({
      type: 'TRACE',
      trace: {
        type: 'ERROR',
        emitted_at: 1_700_000_000_000,
        error: { message: 'for you', internal_message: 'for us', failure_type: 'config_error' },
      },
    })
    expect(messages()[10]).toMatchObject({
      trace: { error: { failure_type: 'system_error', stream_descriptor: { name: 't', namespace: 'n' } } },
    })
    expect(messages()[12]).toMatchObject({
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
  withContracts('writes only messages that the protocol defines', () => {
    const { output, messages } = newOutput()
    writeEverything(output)
    expect(messages().flatMap((message) => validate!(message))).toEqual([])
    expect(validate!({ type: 'NONSENSE' })).not.toEqual([])
    expect(validate!({ type: 'LOG', trace: {} })).not.toEqual([])
    expect(validate!({ type: 'LOG', log: { level: 'LOUD', message: 'x' } })).not.toEqual([])
  })

  it('honors the log level', () => {
    const { output, messages } = newOutput('WARN')
    output.log('INFO', 'quiet')
    output.log('WARN', 'loud')
    output.log('FATAL', 'louder')
    expect(messages().map(({ log }) => (log as { message: string }).message)).toEqual(['loud', 'louder'])
  })

  it('masks secrets in every encoding, but does not change a state', () => {
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

  it('masks a secret that contains another one as a whole, and secrets in a URL or a form', () => {
    const { output, text } = newOutput()
    output.hide(['key-1', 'key-1 and more', 'half \ud83d'])
    output.log('INFO', 'key-1 and more, key-1+and+more, key-1%20and%20more')
    expect(text()).toContain('"message":"***, ***, ***"')
  })

  it('masks secrets before it truncates a text', () => {
    const { output, text } = newOutput()
    output.hide(['topsecret'])
    output.log('INFO', `${'x'.repeat(49_996)}topsecret`)
    expect(text()).not.toContain('top')
  })

  const speaks = validate === undefined ? it.skip : it
  speaks('writes valid messages if a secret equals a word of the protocol', () => {
    const { output, messages } = newOutput()
    output.hide(['1700', 'TRACE', 'type', 'message', 'RUNNING', 'FAILED', 'INFO'])
    writeEverything(output)
    expect(messages().flatMap((message) => validate!(message))).toEqual([])
  })

  it('truncates texts that Airbyte would truncate', () => {
    const { output, messages } = newOutput()
    output.log('INFO', 'x'.repeat(60_000))
    expect((messages()[0]!['log'] as { message: string }).message).toHaveLength(50_000)
    const error = new SystemError('m'.repeat(50_001), 'i'.repeat(50_001))
    error.stack = 's'.repeat(100_001)
    output.traceError(error)
    const { error: written } = messages()[1]!['trace'] as { error: Record<string, string> }
    expect([written['message'], written['internal_message'], written['stack_trace']].map((t) => t!.length)).toEqual([
      50_000, 50_000, 100_000,
    ])
  })

  it('reports once that stdout is closed, and writes nothing after that', async () => {
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

  it('drains only after a slow reader has read everything', async () => {
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
  it('converts other writes into LOG messages until it is undone', () => {
    const { output, stdout, messages } = newOutput('DEBUG')
    const fake = { stdout: stdout as unknown as NodeJS.WriteStream }
    const stderr: unknown[] = []
    const quiet: Pick<Console, 'error' | 'warn' | 'trace'> = {
      error: (text: unknown) => void stderr.push(text),
      warn: () => undefined,
      trace: () => undefined,
    }
    const undo = redirectStdout(fake, output, quiet)
    let called = 0
    stdout.write('library says hi\n', () => called++)
    stdout.write(Buffer.from('bytes'), 'utf8', () => called++)
    quiet.error('%s failed', 'it')
    undo()
    quiet.error('after')
    expect(messages().map(({ log }) => (log as { message: string }).message)).toEqual([
      'Something wrote to stdout: library says hi',
      'Something wrote to stdout: bytes',
      'Something wrote to the console: it failed',
    ])
    expect(stderr).toEqual(['after'])
    stdout.write('{"raw":true}\n')
    expect(messages()).toHaveLength(4)
    return Promise.resolve().then(() => expect(called).toBe(2))
  })
})

describe('catchAll', () => {
  const fakeProcess = () => {
    const codes: unknown[] = []
    const fake = Object.assign(new EventEmitter(), { exitCode: 0, exit: (code: unknown) => codes.push(code) })
    return { fake, codes, process: fake as unknown as NodeJS.Process }
  }

  it('converts an uncaught error into one TRACE ERROR, and exits after writing it', async () => {
    const held: (() => void)[] = []
    const written: string[] = []
    const { output } = newOutput('INFO', (chunk: Buffer, _encoding, done) => {
      written.push(chunk.toString())
      held.push(done)
    })
    const { fake, codes, process } = fakeProcess()
    catchAll(process, output)
    fake.emit('uncaughtException', new TypeError('boom'))
    fake.emit('unhandledRejection', 'again')
    expect(fake.exitCode).toBe(1)
    expect(codes).toEqual([])
    held[0]!()
    await output.drain()
    await Promise.resolve()
    expect(codes).toEqual([1])
    expect(written).toHaveLength(1)
    const { trace } = JSON.parse(written[0]!) as { trace: { error: Record<string, string> } }
    expect(trace.error).toMatchObject({ failure_type: 'system_error', internal_message: 'TypeError: boom' })
    // The stack of the throw, not of the handler.
    expect(trace.error['stack_trace']).toMatch(/^TypeError: boom\n.*output\.test/)
  })

  it('removes its handlers when it is undone', () => {
    const { fake, process } = fakeProcess()
    catchAll(process, newOutput().output)()
    expect(fake.listenerCount('uncaughtException') + fake.listenerCount('unhandledRejection')).toBe(0)
  })
})

describe('refuseSockets', () => {
  it('accepts standard input and refuses sockets', () => {
    expect(() => refuseSockets({ DATA_CHANNEL_MEDIUM: 'STDIO' })).not.toThrow()
    expect(() => refuseSockets({ DATA_CHANNEL_MEDIUM: 'SOCKET' })).toThrow(ConfigError)
  })
})
