import type { Batch } from '../body'
import { Packer } from '../packer'
import { entityKey } from '../../mapping/entity'
import { Entry, type Endpoint, type EntryExtras, type Order } from '../../mapping/entry'
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

/** An entry with its own text, of entities that are named by anything. */
export function madeEntry(
  entities: readonly string[],
  order: Order,
  item: unknown = {},
  { endpoint = ENDPOINT, rows = [madeRef(madeStream('made'))], ...more }: MadeExtras = {},
): Entry {
  const json = JSON.stringify(item)
  const [entity = 0, ...moreEntities] = entities.map(madeKey)
  const [row, ...moreRows] = rows
  return Entry.of(endpoint, order, entity, row as RowRef, Buffer.byteLength(json), {
    json,
    moreEntities,
    moreRows,
    ...more,
  })
}

interface MadeExtras extends EntryExtras {
  readonly endpoint?: Endpoint
  readonly rows?: readonly RowRef[]
}

/** A closed body of entries that have their own texts. */
export function madeBatch(entries: readonly Entry[]): Batch {
  const packer = new Packer()
  for (const entry of entries) packer.add(entry, 0)
  return packer.flush()[0] as Batch
}

export function madeKey(entity: string): number {
  return entityKey('made', entity)
}
