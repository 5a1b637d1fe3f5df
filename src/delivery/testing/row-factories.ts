import type { Batch } from '../batch-body'
import { Batcher } from '../batcher'
import { entityKey } from '../../mapping/entity'
import { BatchItem, type Endpoint, type BatchItemExtras, type ConflictClass } from '../../mapping/batch-item'
import type { Row, RowRef } from '../../core/row'
import type { State } from '../../core/state'
import type { SourceStream } from '../../core/stream'

export const ENDPOINT: Endpoint = { path: '/batch', open: '{"batch":[', close: ']}', maxBytes: 2_000, maxItems: 50 }

export function createStream(name: string): SourceStream {
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

export function createRow(stream: SourceStream, data: Record<string, unknown> = {}): Row {
  return { kind: 'row', stream, data, emittedAtMs: 0, nulled: [] }
}

export function createState(streams: readonly SourceStream[], text: string): State {
  return { kind: 'state', streams, text }
}

export function createRowRef(stream: SourceStream, position = 1): RowRef {
  return { stream, position, checkpointWindow: 0, key: undefined, row: undefined, settled: false }
}

/** An item with its own text, of entities that are named by anything. */
export function createItem(
  entities: readonly string[],
  conflictClass: ConflictClass,
  item: unknown = {},
  { endpoint = ENDPOINT, rows = [createRowRef(createStream('made'))], ...more }: MadeExtras = {},
): BatchItem {
  const json = JSON.stringify(item)
  const [entity = 0, ...moreEntities] = entities.map(createEntityKey)
  const [row, ...moreRows] = rows
  return BatchItem.of(endpoint, conflictClass, entity, row as RowRef, Buffer.byteLength(json), {
    json,
    moreEntities,
    moreRows,
    ...more,
  })
}

interface MadeExtras extends BatchItemExtras {
  readonly endpoint?: Endpoint
  readonly rows?: readonly RowRef[]
}

/** A closed body of items that have their own texts. */
export function createBatch(items: readonly BatchItem[]): Batch {
  const batcher = new Batcher()
  for (const item of items) batcher.add(item, 0)
  return batcher.flush()[0] as Batch
}

export function createEntityKey(entity: string): number {
  return entityKey('made', entity)
}
