import { ConfigError } from '../core/errors'
import { isObject } from '../lib/is-object'
import type { ColumnSchema, DestinationSyncMode, SourceStream } from '../core/stream'

const MODES: readonly DestinationSyncMode[] = ['append', 'append_dedup', 'update', 'soft_delete', 'overwrite']

/** A stream as the catalog of a connection configures it. */
export interface ConfiguredStream extends SourceStream {
  /**
   * A refresh or a clear of the stream begins a new generation; undefined where Airbyte does not count them. If
   * `minimumGenerationId` equals it and is not 0, rows of earlier generations are to be removed once the sync is complete.
   */
  readonly generationId: number | undefined
  readonly minimumGenerationId: number | undefined
}

/**
 * Reads the streams of a ConfiguredAirbyteCatalog, given as JSON text or as a parsed value. Ignores unknown members. Throws ConfigError for an invalid catalog, an unknown sync mode, a nested key or a stream that is listed
 * twice.
 */
export function readCatalog(catalog: unknown): readonly ConfiguredStream[] {
  const parsed = typeof catalog === 'string' ? parseCatalog(catalog) : catalog
  const listed = isObject(parsed) ? parsed['streams'] : undefined
  if (!Array.isArray(listed))
    throw new ConfigError('The catalog has no list of streams: it must be a ConfiguredAirbyteCatalog.')
  const streams = (listed as unknown[]).map(readStream)
  const seen = new Set<string>()
  for (const { namespace, name } of streams) {
    const id = streamId(name, namespace)
    if (seen.has(id)) throw new ConfigError(`The catalog lists the stream '${name}' twice.`)
    seen.add(id)
  }
  return streams
}

/** The identifier of a stream from its name and namespace; null, "" and no namespace are equal. */
export function streamId(name: string, namespace: string | null | undefined): string {
  return JSON.stringify([namespace ?? '', name])
}

function parseCatalog(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new ConfigError('The catalog is not JSON.')
  }
}

function readStream(configured: unknown): ConfiguredStream {
  const { stream, ...settings } = isObject(configured) ? configured : {}
  if (!isObject(stream) || typeof stream['name'] !== 'string')
    throw new ConfigError('The catalog has a stream without a name.')
  const { name, namespace, json_schema: schema } = stream as Record<string, unknown> & { readonly name: string }
  const isMatchingKey = nonEmptyText(settings['destination_object_name']) !== undefined
  return {
    name,
    namespace: nonEmptyText(namespace),
    columns: readColumns(schema),
    primaryKey: readKey(name, settings['primary_key'], isMatchingKey),
    readInFull: settings['sync_mode'] !== 'incremental',
    syncMode: readMode(name, settings['destination_sync_mode'] ?? 'append'),
    objectName: nonEmptyText(settings['destination_object_name']),
    syncId: numberIn(settings['sync_id']),
    generationId: numberIn(settings['generation_id']),
    minimumGenerationId: numberIn(settings['minimum_generation_id']),
  }
}

function nonEmptyText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

/** The declared columns. A property whose schema is `true` or invalid is a column of unknown type. */
function readColumns(schema: unknown): ReadonlyMap<string, ColumnSchema> {
  const properties = isObject(schema) ? schema['properties'] : undefined
  if (!isObject(properties)) return new Map()
  return new Map(Object.entries(properties).map(([column, declared]) => [column, isObject(declared) ? declared : {}]))
}

function readMode(name: string, mode: unknown): DestinationSyncMode {
  const known = MODES.find((one) => one === mode)
  if (known !== undefined) return known
  const found = typeof mode === 'string' ? mode : JSON.stringify(mode)
  throw new ConfigError(
    `The catalog requests the unknown sync mode '${found}' for '${name}'. The modes are ${MODES.join(', ')}.`,
  )
}

/**
 * The columns of a key, which the protocol writes as a list of paths. A key with a nested path is ignored: if a key is
 * required, that is a problem of the stream rule. In data activation the key is the matching key, which must be flat.
 */
function readKey(name: string, key: unknown, isMatchingKey: boolean): readonly string[] {
  if (key === undefined || key === null) return []
  if (!Array.isArray(key)) throw new ConfigError(`The key of '${name}' is not a list of columns.`)
  const isNested = (path: unknown) =>
    Array.isArray(path) && path.length > 1 && path.every((one) => typeof one === 'string')
  if (!isMatchingKey && key.some(isNested)) return []
  return (key as unknown[]).map((path) => {
    const names: unknown[] = Array.isArray(path) ? path : []
    const [column] = names
    if (names.length === 1 && typeof column === 'string') return column
    const found = Array.isArray(path) ? names.join('.') : JSON.stringify(path)
    throw new ConfigError(
      `The key of '${name}' names '${found}'. Each part of a key must be a list with the name of one top-level column.`,
    )
  })
}
