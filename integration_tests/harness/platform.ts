import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { protocolValidator } from '../../src/airbyte/testing/protocol-schema'
import { errorsOf, logsOf, Program, temporaryFolder, type Message, type TraceError } from './program'

/** A message of a source, before Airbyte adds its fields. */
export type SourceMessage =
  | { readonly type: 'RECORD'; readonly record: SourceRecord }
  | { readonly type: 'STATE'; readonly state: Readonly<Record<string, unknown>> }

interface SourceRecord {
  readonly stream: string
  readonly namespace?: string | null
  readonly emitted_at: number
  readonly data: Readonly<Record<string, unknown>>
  readonly meta?: unknown
}

export interface SyncOptions {
  /** Another destination than this program: the path of its JavaScript. */
  readonly program?: string
  readonly config: unknown
  /** A ConfiguredAirbyteCatalog. */
  readonly catalog: { readonly streams: readonly unknown[] }
  /** With true, each stream ends with a COMPLETE trace, as for a definition that supports refreshes. */
  readonly refreshes?: boolean
  readonly env?: NodeJS.ProcessEnv
}

export interface SyncResult {
  readonly status: 'completed' | 'failed'
  readonly exitCode: number | null
  /** The returned states. */
  readonly states: readonly Record<string, unknown>[]
  /** The lines of the returned states. */
  readonly stateLines: readonly string[]
  readonly errors: readonly TraceError[]
  readonly warnings: readonly string[]
  /** Violations that Airbyte would refuse, drop or log as an error; empty for a correct destination. */
  readonly complaints: readonly string[]
}

/** A state that was sent and not returned yet. Airbyte compares the returned state with it. */
interface Staged {
  readonly id: number
  readonly kind: 'GLOBAL' | 'STREAM' | 'LEGACY'
  readonly stream: string
  readonly records: number
}

const validate = protocolValidator()

/**
 * Simulates Airbyte for one sync of the built program: files for configuration and catalog, a FIFO as stdin, an id and the
 * counts of the source on each state. It checks the output as Airbyte does (airbyte-platform, container orchestrator): every
 * line is a message, the ids are known and in order per stream, and the counts equal those of the checkpoint window.
 */
export class Sync {
  private readonly folder = temporaryFolder()
  readonly program: Program
  private readonly staged: Staged[] = []
  private readonly windows = new Map<string, number>()
  private readonly complaints: string[] = []
  private ids = 0
  private kind: Staged['kind'] | undefined

  constructor(private readonly options: SyncOptions) {
    writeFileSync(join(this.folder.path, 'connectorConfig.json'), JSON.stringify(options.config))
    writeFileSync(join(this.folder.path, 'catalog.json'), JSON.stringify(options.catalog))
    this.program = new Program(['write', '--config', 'connectorConfig.json', '--catalog', 'catalog.json'], {
      cwd: this.folder.path,
      fifo: true,
      program: options.program,
      env: { WORKER_JOB_ID: '7', DATA_CHANNEL_MEDIUM: 'STDIO', DATA_CHANNEL_FORMAT: 'JSONL', ...options.env },
    })
    this.program.onMessage((message) => this.receive(message))
    void this.program.finished().then(this.folder.remove)
  }

  /** Forwards messages of the source. */
  send(...messages: readonly SourceMessage[]): void {
    this.sendRaw(messages.map((message) => `${JSON.stringify(this.mark(message))}\n`).join(''))
  }

  /** The same, a byte at a time. */
  sendInPieces(message: SourceMessage): void {
    const bytes = Buffer.from(`${JSON.stringify(this.mark(message))}\n`)
    for (let at = 0; at < bytes.length; at++) this.sendRaw(bytes.subarray(at, at + 1))
  }

  /** Unchanged text, such as blank lines. */
  sendRaw(text: string | Buffer): void {
    this.program.child.stdin.write(text)
  }

  /** A state with its original text and with Airbyte's id spliced in. */
  sendStateText(text: string): void {
    const { state } = this.mark({
      type: 'STATE',
      state: (JSON.parse(text) as { state: Record<string, unknown> }).state,
    })
    this.sendRaw(`${text.replace(/\}\}\s*$/, `,"id":${String(state?.['id'])}}}`)}\n`)
  }

  /** The first returned state; waits for it. */
  nextState(): Promise<Message> {
    return this.program.next(({ type }) => type === 'STATE')
  }

  /** Ends the source: a COMPLETE trace for each stream if it succeeded and the definition supports it, then EOF. */
  async end({ sourceFailed = false, lastLine = '' } = {}): Promise<SyncResult> {
    if (this.options.refreshes === true && !sourceFailed) {
      for (const { stream } of this.options.catalog.streams as { stream: { name: string; namespace?: string } }[]) {
        const descriptor = {
          name: stream.name,
          ...(stream.namespace === undefined ? {} : { namespace: stream.namespace }),
        }
        const trace = {
          type: 'STREAM_STATUS',
          emitted_at: 1.7e12,
          stream_status: { stream_descriptor: descriptor, status: 'COMPLETE' },
        }
        this.sendRaw(`${JSON.stringify({ type: 'TRACE', trace })}\n`)
      }
    }
    this.program.child.stdin.end(lastLine)
    return this.result()
  }

  private async result(): Promise<SyncResult> {
    const finished = await this.program.finished()
    if (finished.stderr !== '') this.complaints.push(`logged as ERROR: ${finished.stderr}`)
    const failed = finished.code !== 0
    const errors = errorsOf(finished)
    if (failed && errors.length === 0) this.complaints.push('failed without a TRACE ERROR: the user is told nothing')
    if (!failed && errors.length > 0) this.complaints.push('a TRACE ERROR and exit code 0: the attempt does not fail')
    if (!failed && this.staged.length > 0) this.complaints.push(`${this.staged.length} states never came back`)
    const stateLines = finished.lines.filter((_, index) => finished.messages[index]?.type === 'STATE')
    return {
      status: failed ? 'failed' : 'completed',
      exitCode: finished.code,
      states: finished.messages.flatMap(({ state }) => (state === undefined ? [] : [state])),
      stateLines,
      errors,
      warnings: logsOf(finished, 'WARN'),
      complaints: this.complaints,
    }
  }

  private mark(message: SourceMessage): { type: string; state?: Record<string, unknown> } {
    if (message.type === 'RECORD') {
      const { stream, namespace } = message.record
      // A global state covers all streams.
      for (const key of [nameOf(stream, namespace), '*']) this.windows.set(key, (this.windows.get(key) ?? 0) + 1)
      return message
    }
    const kind = (message.state['type'] ?? 'LEGACY') as Staged['kind']
    const descriptor = (
      message.state['stream'] as { stream_descriptor?: { name: string; namespace?: string } } | undefined
    )?.stream_descriptor
    const stream = kind === 'STREAM' && descriptor !== undefined ? nameOf(descriptor.name, descriptor.namespace) : '*'
    const records = this.windows.get(stream) ?? 0
    this.windows.set(stream, 0)
    const id = ++this.ids
    this.staged.push({ id, kind, stream, records })
    return { type: 'STATE', state: { sourceStats: { recordCount: records }, ...message.state, id } }
  }

  private receive(message: Message): void {
    for (const problem of validate?.(message) ?? []) this.complaints.push(`no message of the protocol: ${problem}`)
    if (message.type === 'STATE') this.receiveState(message.state ?? {})
    const status = message.trace?.['stream_status'] as { status?: string } | undefined
    if (status?.status === 'COMPLETE' || status?.status === 'INCOMPLETE')
      this.complaints.push(`${status.status} is taken for the word of the source`)
  }

  private receiveState(state: Record<string, unknown>): void {
    const { id } = state
    if (typeof id !== 'number') {
      this.complaints.push('State message does not contain id')
      return
    }
    const index = this.staged.findIndex((one) => one.id === id)
    const staged = this.staged[index]
    if (staged === undefined) {
      this.complaints.push(`Unexpected state from destination: ${id}`)
      return
    }
    if (this.staged.findIndex(({ stream }) => stream === staged.stream) !== index)
      this.complaints.push(`the state ${id} of ${staged.stream} came before an earlier one`)
    this.staged.splice(index, 1)
    this.kind ??= staged.kind
    if (this.kind !== staged.kind) this.complaints.push('states of different types in one sync')
    const stats = state['destinationStats'] as { recordCount?: number; rejectedRecordCount?: number } | undefined
    const counted = (stats?.recordCount ?? NaN) + (stats?.rejectedRecordCount ?? NaN)
    if (counted !== staged.records)
      this.complaints.push(`The sync appears to have dropped records: ${counted} of ${staged.records} at state ${id}`)
  }
}

/** A whole sync: sends all messages, then ends the source. */
export function runSync(options: SyncOptions, source: readonly SourceMessage[]): Promise<SyncResult> {
  const sync = new Sync(options)
  sync.send(...source)
  return sync.end()
}

export function record(
  stream: string,
  data: Readonly<Record<string, unknown>>,
  more: Partial<SourceRecord> = {},
): SourceMessage {
  return { type: 'RECORD', record: { stream, emitted_at: 1_700_000_000_000, data, ...more } }
}

/** A STREAM state; without `blob` it has no stream_state. */
export function streamState(name: string, blob?: unknown, namespace?: string): SourceMessage {
  const stream_descriptor = { name, ...(namespace === undefined ? {} : { namespace }) }
  return {
    type: 'STATE',
    state: { type: 'STREAM', stream: { stream_descriptor, ...(blob === undefined ? {} : { stream_state: blob }) } },
  }
}

export function globalState(names: readonly string[], blob: unknown = {}): SourceMessage {
  const stream_states = names.map((name) => ({ stream_descriptor: { name }, stream_state: blob }))
  return { type: 'STATE', state: { type: 'GLOBAL', global: { shared_state: blob, stream_states } } }
}

function nameOf(name: string, namespace: string | null | undefined): string {
  return JSON.stringify([namespace ?? '', name])
}
