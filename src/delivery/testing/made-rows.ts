import type { Endpoint, Entry, Order } from '../../mapping/entry'
import type { Row, RowRef, SourceStream, State } from '../../lib/rows'

export const ENDPOINT: Endpoint = { path: '/batch', open: '{"batch":[', close: ']}', maxBytes: 2_000, maxItems: 50 }

export function madeStream(name: string): SourceStream {
  return {
    name,
    namespace: undefined,
    columns: new Map(),
    primaryKey: [],
    readInFull: false,
    syncMode: 'append',
    objectName: undefined,
    syncId: undefined,
  }
}

export function madeRow(stream: SourceStream, data: Record<string, unknown> = {}): Row {
  return { kind: 'row', stream, data, emittedAtMs: 0, nulled: [] }
}

export function madeState(streams: readonly SourceStream[], text: string): State {
  return { kind: 'state', streams, text }
}

export function madeRef(stream: SourceStream, position = 1): RowRef {
  return { stream, position, segment: 0, key: undefined, row: undefined, settled: false }
}

export function madeEntry(
  entities: readonly string[],
  order: Order,
  item: unknown = {},
  rows: readonly RowRef[] = [],
  endpoint = ENDPOINT,
): Entry {
  const json = JSON.stringify(item)
  return { endpoint, entities, order, json, bytes: Buffer.byteLength(json), rows }
}
