import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { readCatalog, streamId } from '../airbyte/catalog'
import { ConfigError, toConnectorError, type ConnectorError } from '../core/errors'
import type { Row } from '../core/row'
import { streamLabel, type SourceStream } from '../core/stream'
import { counted } from '../lib/format'
import { compileMappings } from '../mapping/compile-mappings'
import { listRejectedFiles, readRejectedFile, type RejectedRecord } from '../rejected-rows/read-rejected'
import { readConfig, readWorkspaceObjects } from '../app/open-workspace'
import type { Context, Session } from '../app/session'
import { openDelivery } from '../app/delivery-run'
import { logProgress } from './progress'
import { readJsonFile } from './protocol'
import { summaryJson } from '../app/run-summary'
import { terminalCommand } from './terminal'

const HELP = `Usage: destination-customer-io replay --config FILE --rejected FILE_OR_FOLDER... [--catalog FILE] [--summary FILE]

Sends rejected rows again, after the cause is fixed: the files that object_storage_config made (.jsonl, .jsonl.gz), with
the mapping and the guards of the configuration as it is now. Rows that are rejected again go to its storage again.

  --rejected PATH...  files, or folders in which every .jsonl and .jsonl.gz is taken; in this order
  --catalog FILE      a configured catalog that says how columns are declared, instead of what the files say
  --summary FILE      writes what became of the rows as JSON
`

const OPTIONS = {
  config: { type: 'string' },
  rejected: { type: 'string', multiple: true },
  catalog: { type: 'string' },
  summary: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Rows handed over at once. */
const ROWS_AT_ONCE = 500
/** More problems than this help nobody. */
const SHOWN_PROBLEMS = 20
/** What a shell says of a process that a signal ended: 128 + its number. */
const ENDED_BY = { SIGTERM: 143, SIGINT: 130 } as const

/** `replay`: rejected rows from the files of a reject store, once more through the same mapping, guards and summary. */
export function replay(context: Context): Promise<number> {
  return terminalCommand(context, async (session) => {
    const flags = readReplayFlags(session.args)
    if (flags === undefined) {
      session.stdout.write(HELP)
      return 0
    }
    const files = await listRejectedFiles(flags.rejected)
    const declarations = new Declarations(flags.catalog === undefined ? undefined : await readStreams(flags.catalog))
    const found = await inspect(session, files, declarations)
    const streams = [...found.keys()]
    const rows = [...found.values()].reduce((sum, count) => sum + count, 0)
    const named = [...found].map(([stream, count]) => `${streamLabel(stream)} ${count}`).join(', ')
    session.output.log(
      'INFO',
      `${counted(rows, 'rejected row')} in ${counted(files.length, 'file')}: ${named || 'none'}.`,
    )
    if (rows === 0) return 0
    const config = await readConfig(session, flags.config, streams)
    const names = new Set(streams.map(({ name }) => name))
    const rules = config.streams.filter(({ stream }) => names.has(stream))
    const plan = compileMappings(
      { ...config, streams: rules },
      streams,
      await readWorkspaceObjects(session, config, streams),
    )
    for (const warning of plan.warnings) session.output.log('WARN', warning)
    const reading = { isStopped: false }
    const delivery = await openDelivery(session, {
      config,
      plan,
      streams,
      emitState: () => undefined,
      stopInput: () => (reading.isStopped = true),
    })
    let code = 0
    let failure: ConnectorError | undefined
    const stopListening = session.onTerminate((signal) => {
      code = ENDED_BY[signal]
      delivery.terminate(signal)
    })
    const stopProgress = logProgress(session, delivery)
    try {
      await delivery.deliver(readRows(files, declarations, reading))
    } catch (thrown) {
      failure = toConnectorError(thrown)
      // What a signal stopped is known to whoever sent it; the rows that were taken have been sent.
      if (code === 0) throw failure
    } finally {
      stopListening()
      stopProgress()
      const result = await delivery.close(failure)
      if (flags.summary !== undefined)
        await writeFile(flags.summary, `${session.output.clean(JSON.stringify(summaryJson(result), null, 2))}\n`)
    }
    return code
  })
}

/** undefined where help is asked for. Files may follow --rejected without repeating it. */
function readReplayFlags(args: readonly string[]) {
  let parsed
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (thrown) {
    throw new ConfigError(`${(thrown as Error).message}\n\n${HELP}`)
  }
  const { config, rejected = [], catalog, summary, help } = parsed.values
  if (help === true) return undefined
  if (config === undefined || rejected.length === 0)
    throw new ConfigError(`--config and --rejected are needed.\n\n${HELP}`)
  return { config, rejected: [...rejected, ...parsed.positionals], catalog, summary }
}

async function readStreams(path: string): Promise<readonly SourceStream[]> {
  return readCatalog(await readJsonFile(path, 'catalog'))
}

/**
 * How the streams of rejected rows are declared: by a catalog, or by the first record of each file. The same
 * declaration is the same stream; two that differ are two streams of one name, because their rows are typed apart.
 */
class Declarations {
  private readonly byText = new Map<string, SourceStream>()
  private readonly current = new Map<string, SourceStream>()
  private readonly isFixed: boolean

  constructor(catalog: readonly SourceStream[] | undefined) {
    this.isFixed = catalog !== undefined
    for (const stream of catalog ?? []) this.current.set(streamId(stream.name, stream.namespace), stream)
  }

  /** A new file says for itself how its streams are declared. */
  startFile(): void {
    if (!this.isFixed) this.current.clear()
  }

  private declare(configuredStream: unknown): SourceStream {
    const text = JSON.stringify(configuredStream)
    const known = this.byText.get(text)
    if (known !== undefined) return known
    const [declared] = readCatalog({ streams: [configuredStream] })
    if (declared === undefined) throw new ConfigError('its configured_stream is none.')
    this.byText.set(text, declared)
    return declared
  }

  /** The stream of a record; a sentence where it is not declared. */
  streamOf({ stream, namespace, configuredStream }: RejectedRecord): SourceStream | string {
    const id = streamId(stream, namespace)
    if (configuredStream !== undefined && !this.isFixed) {
      try {
        this.current.set(id, this.declare(configuredStream))
      } catch (thrown) {
        return (thrown as Error).message
      }
    }
    const known = this.current.get(id)
    if (known !== undefined) return known
    return this.isFixed
      ? `the catalog has no stream ${stream}.`
      : `nothing before it says how the columns of ${stream} are declared. The first line of each file does ` +
          '(configured_stream): keep it, or pass --catalog.'
  }
}

/** Reads everything once before anything is sent: rows by stream. ConfigError with every line that cannot be used. */
async function inspect(
  session: Session,
  files: readonly string[],
  declarations: Declarations,
): Promise<ReadonlyMap<SourceStream, number>> {
  const rows = new Map<SourceStream, number>()
  const problems: string[] = []
  for (const path of files) {
    declarations.startFile()
    for await (const read of readRejectedFile(path)) {
      const where = `${path} line ${read.line}`
      if (read.kind === 'broken') problems.push(`- ${where}: ${read.problem}`)
      else if (read.kind === 'cut') {
        session.output.log(
          'WARN',
          `${where} is cut off and skipped: its run ended before the row was safe, so no state passed it and the ` +
            'next sync brings it again.',
        )
      } else {
        const stream = declarations.streamOf(read.record)
        if (typeof stream === 'string') problems.push(`- ${where}: ${stream}`)
        else rows.set(stream, (rows.get(stream) ?? 0) + 1)
      }
    }
  }
  if (problems.length > 0) {
    const more = problems.length > SHOWN_PROBLEMS ? [`- and ${problems.length - SHOWN_PROBLEMS} more`] : []
    const lines = [...problems.slice(0, SHOWN_PROBLEMS), ...more]
    throw new ConfigError(`Nothing was sent: not every line is a rejected row.\n${lines.join('\n')}`)
  }
  return rows
}

async function* readRows(
  files: readonly string[],
  declarations: Declarations,
  reading: { readonly isStopped: boolean },
): AsyncIterable<readonly Row[]> {
  let rows: Row[] = []
  for (const path of files) {
    declarations.startFile()
    for await (const read of readRejectedFile(path)) {
      if (reading.isStopped) return
      if (read.kind !== 'record') continue
      const stream = declarations.streamOf(read.record)
      if (typeof stream === 'string') throw new ConfigError(`${path} was changed while it was read.`)
      const { data, emittedAtMs, nulled } = read.record
      rows.push({ kind: 'row', stream, data, emittedAtMs, nulled })
      if (rows.length < ROWS_AT_ONCE) continue
      yield rows
      rows = []
    }
  }
  if (rows.length > 0) yield rows
}
