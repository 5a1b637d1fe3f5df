import { loadConfig } from '../../config/load'
import { parseJson } from '../../lib/json'
import type { Row, RowRef } from '../../core/row'
import type { ColumnSchema, SourceStream } from '../../core/stream'
import type { Mapped } from '../mapped-item'
import type { WorkspaceObjects } from '../workspace-objects'
import type { Mapper } from '../mapper'
import { compileMappings, type MappingsConfig } from '../compile-mappings'

/** 2026-11-24T00:00:00Z, when these tests happen. */
export const NOW_MS = Date.UTC(2026, 10, 24)

/** Configurations by their text: to load one takes longer than a test. */
const loaded = new Map<string, MappingsConfig>()

/** A configuration as it is loaded, every default filled in. */
export function createConfig(more: Readonly<Record<string, unknown>> = {}): MappingsConfig {
  const text = JSON.stringify(more)
  let config = loaded.get(text)
  if (config === undefined) {
    ;({ config } = loadConfig({ credentials: { site_id: 'site', api_key: 'key' }, ...more }))
    loaded.set(text, config)
  }
  return config
}

/** A stream by its name and columns: a list for columns of which nothing is declared, none at all where left out. */
export function createStream(
  name: string,
  columns: readonly string[] | Readonly<Record<string, ColumnSchema>> = [],
  more: Partial<SourceStream> = {},
): SourceStream {
  const declared = Array.isArray(columns)
    ? (columns as readonly string[]).map((column): [string, ColumnSchema] => [column, {}])
    : Object.entries(columns as Readonly<Record<string, ColumnSchema>>)
  return {
    name,
    namespace: undefined,
    columns: new Map(declared),
    primaryKey: [],
    readInFull: true,
    syncMode: 'append',
    objectName: undefined,
    syncId: undefined,
    ...more,
  }
}

export interface Mapping {
  readonly mapper: Mapper
  readonly warnings: readonly string[]
  /** Maps one row: its data as it stands, or as JSON text for numbers that JavaScript cannot hold. */
  readonly map: (data: Readonly<Record<string, unknown>> | string, more?: Partial<Row>) => Mapped
  /** The item that is sent for a row, or the code of its rejection, or the reason of its skip. */
  readonly item: (data: Readonly<Record<string, unknown>> | string, more?: Partial<Row>) => unknown
  /** The attributes that are sent for a row, or the same. */
  readonly attributes: (data: Readonly<Record<string, unknown>> | string, more?: Partial<Row>) => unknown
}

/** The mapping of one stream by a configuration, with problems thrown as they are in a run. */
export function createMapping(
  more: Readonly<Record<string, unknown>>,
  stream: SourceStream,
  live?: WorkspaceObjects,
): Mapping {
  return mappingOf(createConfig(more), stream, live)
}

/** The same by a configuration that is loaded already, for properties that try many. */
export function mappingOf(config: MappingsConfig, stream: SourceStream, live?: WorkspaceObjects): Mapping {
  const { mappers, warnings } = compileMappings(config, [stream], live)
  const mapper = mappers.get(stream) as Mapper
  let position = 0
  const map: Mapping['map'] = (data, rest = {}) => {
    const row: Row = {
      kind: 'row',
      stream,
      data: typeof data === 'string' ? (parseJson(data) as Row['data']) : data,
      emittedAtMs: NOW_MS,
      nulled: [],
      ...rest,
    }
    const ref: RowRef = {
      stream,
      position: ++position,
      checkpointWindow: 0,
      key: undefined,
      row: undefined,
      settled: false,
    }
    return mapper.map(row, ref, NOW_MS)
  }
  const item: Mapping['item'] = (data, rest) => {
    const mapped = map(data, rest)
    if (mapped.kind === 'item') return JSON.parse(mapped.item.json.toString()) as unknown
    return mapped.kind === 'skipped' ? mapped.why : mapped.rejection.code
  }
  const attributes: Mapping['attributes'] = (data, rest) => {
    const sent = item(data, rest)
    return typeof sent === 'string' ? sent : (sent as { attributes?: unknown }).attributes
  }
  return { mapper, warnings, map, item, attributes }
}

/** A person stream identified by its column `id`, its rule and configuration as given. */
export function personMapping(
  more: Readonly<Record<string, unknown>> = {},
  columns: readonly string[] | Readonly<Record<string, ColumnSchema>> = [],
  rule: Readonly<Record<string, unknown>> = {},
): Mapping {
  const streams = [{ stream: 'people', object: 'person', id_column: 'id', ...rule }]
  return createMapping({ streams, ...more }, createStream('people', columns))
}
