import { ConfigError } from '../lib/errors'
import type { ColumnSchema, DestinationSyncMode, SourceStream } from '../lib/rows'

interface ConfiguredStream {
  readonly stream?: {
    readonly name?: string
    readonly namespace?: string | null
    readonly json_schema?: { readonly properties?: Readonly<Record<string, ColumnSchema>> }
  }
  readonly sync_mode?: string
  readonly destination_sync_mode?: string
  readonly destination_object_name?: string | null
  readonly primary_key?: readonly (readonly string[])[] | null
  readonly sync_id?: number | null
}

const MODES: readonly DestinationSyncMode[] = ['append', 'append_dedup', 'update', 'soft_delete', 'overwrite']

/**
 * The streams of a ConfiguredAirbyteCatalog. ConfigError for a catalog that is none, an unknown mode, a nested key or
 * a stream that is listed twice.
 */
export function readCatalog(catalog: unknown): readonly SourceStream[] {
  const listed = (catalog as { streams?: unknown } | null)?.streams
  if (!Array.isArray(listed))
    throw new ConfigError('The catalog has no list of streams: it must be a ConfiguredAirbyteCatalog.')
  const streams = (listed as ConfiguredStream[]).map(readStream)
  const seen = new Set<string>()
  for (const { namespace, name } of streams) {
    const id = streamId(name, namespace)
    if (seen.has(id)) throw new ConfigError(`The catalog lists the stream '${name}' twice.`)
    seen.add(id)
  }
  return streams
}

/** A key for a stream's name and namespace; null, "" and no namespace are the same. */
export function streamId(name: string, namespace: string | null | undefined): string {
  return JSON.stringify([namespace ?? '', name])
}

function readStream(configured: ConfiguredStream): SourceStream {
  const { stream } = configured
  if (typeof stream?.name !== 'string') throw new ConfigError('The catalog has a stream without a name.')
  const mode = configured.destination_sync_mode ?? 'append'
  const syncMode = MODES.find((known) => known === mode)
  if (syncMode === undefined) {
    throw new ConfigError(`The catalog asks for the mode '${mode}' on '${stream.name}'; known are ${MODES.join(', ')}.`)
  }
  const nested = configured.primary_key?.find((path) => path.length !== 1)
  if (nested !== undefined) {
    throw new ConfigError(
      `The key of '${stream.name}' names '${nested.join('.')}': only top-level columns can be a key.`,
    )
  }
  return {
    name: stream.name,
    namespace: stream.namespace === null || stream.namespace === '' ? undefined : stream.namespace,
    columns: new Map(Object.entries(stream.json_schema?.properties ?? {})),
    primaryKey: (configured.primary_key ?? []).map(([column]) => column as string),
    readInFull: configured.sync_mode !== 'incremental',
    syncMode,
    objectName: configured.destination_object_name ?? undefined,
    syncId: configured.sync_id ?? undefined,
  }
}
