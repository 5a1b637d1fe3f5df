import type { Batch } from '../batch-body'
import { BatchItem } from '../batch-item'
import { Batcher } from '../batcher'
import { TextJson } from './text-json'
import { entityKey } from '../../mapping/entity'
import type { ConflictClass, Endpoint, ItemExtras, MappedItem } from '../../mapping/mapped-item'
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

interface MadeExtras extends ItemExtras {
  readonly endpoint?: Endpoint
}

/** What a mapper makes of a row: an item of entities that are named by anything. */
export function createMappedItem(
  entities: readonly string[],
  conflictClass: ConflictClass,
  item: unknown = {},
  { endpoint = ENDPOINT, ...extras }: MadeExtras = {},
): MappedItem {
  const [entity = 0, ...moreEntities] = entities.map(createEntityKey)
  return {
    endpoint,
    conflictClass,
    entity,
    extras: { moreEntities, ...extras },
    json: new TextJson(JSON.stringify(item)),
  }
}

/** The same as a batch item with its own text. */
export function createItem(
  entities: readonly string[],
  conflictClass: ConflictClass,
  item: unknown = {},
  { rows = [createRowRef(createStream('made'))], ...extras }: MadeExtras & { readonly rows?: readonly RowRef[] } = {},
): BatchItem {
  const { json, ...mapped } = createMappedItem(entities, conflictClass, item, extras)
  const [row, ...moreRows] = rows
  const made = BatchItem.withText(mapped, row as RowRef, json.toString())
  made.moreRows = moreRows
  return made
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
