import type { RowRef } from '../core/row'
import type { State } from '../core/state'
import type { SourceStream } from '../core/stream'
import type { ConflictClass, Endpoint } from '../mapping/mapped-item'
import { parseJson, toJson } from '../lib/json'
import { BatchItem } from './batch-item'
import { bitsOf, conflictClassOn, conflictingBits } from './conflict-queue'
import { EntityBits } from './entity-bits'
import type { Extent, HoldFile } from './hold-file'

/** Held items and states stay in memory up to this many bytes, and go to a file beyond. */
const MAX_MEMORY_BYTES = 16_000_000
/** What the objects of an item take beside its JSON. */
const ITEM_OVERHEAD_BYTES = 400
/** A shorter state stays in memory: its place in the file would take as much. */
const MIN_STORED_STATE_LENGTH = 150
/** Items are written to the file, and read from it, in pieces of this size. */
const CHUNK_BYTES = 256_000

export interface HeldItemsOptions {
  /** Opens the file; called once, when memory is full. Throws ConfigError where it cannot be written. */
  readonly openFile: () => HoldFile
  readonly maxMemoryBytes?: number | undefined
}

/**
 * Items that wait for the end of the input, and those that must not be sent before them, in the order of their rows.
 * Beyond 16 MB they are in a file. Everything that is left out of it may be sent at once: it conflicts with nothing held.
 */
export class HeldItems {
  private inMemory: BatchItem[] = []
  /** Lines of items that are not written to the file yet, and where the others are in it. */
  private lines = ''
  private extents: Extent[] = []
  /** Conflict classes of the held items of each entity. */
  private entities = new EntityBits()
  private count = 0
  private memoryBytes = 0
  private file: HoldFile | undefined
  /** What lines of the file refer to by number. */
  private readonly streams = new Numbered<SourceStream>()
  private readonly endpoints = new Numbered<Endpoint>()

  constructor(private readonly options: HeldItemsOptions) {}

  /** Number of held items. */
  get size(): number {
    return this.count
  }

  /** True where the item must not be sent before one that is held. */
  mustFollow(item: BatchItem): boolean {
    if (this.count === 0) return false
    if (conflicts(this.entities.get(item.entity), item, item.entity)) return true
    return item.moreEntities.some((entity) => conflicts(this.entities.get(entity), item, entity))
  }

  /** Adds an item that holds its own text. Throws ConfigError where the file cannot be written. */
  add(item: BatchItem): void {
    this.count++
    for (const entity of item.entities) this.entities.add(entity, bitsOf(conflictClassOn(item, entity)))
    if (this.file === undefined && this.memoryBytes < this.maxMemoryBytes) {
      this.memoryBytes += item.bytes * (item.row.row === undefined ? 1 : 4) + ITEM_OVERHEAD_BYTES
      this.inMemory.push(item)
      return
    }
    this.lines += this.lineOf(item)
    if (this.lines.length >= CHUNK_BYTES) this.writeLines()
  }

  /** The same state, with its text in the file where memory is full. */
  keepState(state: State): State {
    this.memoryBytes += state.text.length
    if (this.memoryBytes < this.maxMemoryBytes || state.text.length < MIN_STORED_STATE_LENGTH) return state
    this.memoryBytes -= state.text.length
    const file = this.openFile()
    const { position, bytes } = file.append(state.text)
    return new StoredState(state.streams, file, position, bytes)
  }

  /** All items in the order of their rows, in pieces. They are no longer held once their piece is handed out. */
  *release(): Iterable<readonly BatchItem[]> {
    this.writeLines()
    const { inMemory, extents } = this
    this.inMemory = []
    this.extents = []
    this.entities = new EntityBits()
    for (let at = 0; at < inMemory.length; at += 1000) {
      const items = inMemory.slice(at, at + 1000)
      this.count -= items.length
      yield items
    }
    for (const extent of extents) {
      const items = (this.file as HoldFile)
        .read(extent)
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => this.itemOf(line))
      this.count -= items.length
      yield items
    }
  }

  /** Forgets all items: they are never sent. */
  discard(): void {
    this.inMemory = []
    this.lines = ''
    this.extents = []
    this.entities = new EntityBits()
    this.count = 0
  }

  /** Removes the file. Nothing may be read any more, states included. */
  close(): void {
    this.discard()
    this.file?.remove()
    this.file = undefined
  }

  private get maxMemoryBytes(): number {
    return this.options.maxMemoryBytes ?? MAX_MEMORY_BYTES
  }

  private openFile(): HoldFile {
    return (this.file ??= this.options.openFile())
  }

  private writeLines(): void {
    if (this.lines === '') return
    this.extents.push(this.openFile().append(this.lines))
    this.lines = ''
  }

  private lineOf({ endpoint, conflictClass, entity, moreEntities, exclusive, row, json }: BatchItem): string {
    const { stream, position, checkpointWindow, key, row: read } = row
    const fields: Line = [
      this.endpoints.of(endpoint),
      conflictClass,
      entity,
      moreEntities,
      exclusive ?? null,
      this.streams.of(stream),
      position,
      checkpointWindow,
      key ?? null,
      read?.kind === 'row' ? { data: read.data, emittedAtMs: read.emittedAtMs, nulled: read.nulled } : null,
      json,
    ]
    return `${toJson(fields)}\n`
  }

  private itemOf(line: string): BatchItem {
    const [
      endpoint,
      conflictClass,
      entity,
      moreEntities,
      exclusive,
      stream,
      position,
      checkpointWindow,
      key,
      row,
      json,
    ] = parseJson(line) as Line
    const source = this.streams.at(stream)
    const ref: RowRef = {
      stream: source,
      position,
      checkpointWindow,
      key: key ?? undefined,
      row: row === null ? undefined : { kind: 'row', stream: source, ...row, emittedAtMs: row.emittedAtMs },
      settled: false,
    }
    return BatchItem.withText(
      {
        endpoint: this.endpoints.at(endpoint),
        conflictClass,
        entity,
        extras: { moreEntities, exclusive: exclusive ?? undefined },
      },
      ref,
      json,
    )
  }
}

/** A state whose text is in the file. Its fields are flat, because there may be one for each row. */
class StoredState implements State {
  readonly kind = 'state'

  constructor(
    readonly streams: State['streams'],
    private readonly file: HoldFile,
    private readonly position: number,
    private readonly bytes: number,
  ) {}

  get text(): string {
    return this.file.read({ position: this.position, bytes: this.bytes })
  }
}

/** One held item as JSON. */
type Line = [
  endpoint: number,
  conflictClass: ConflictClass,
  entity: number,
  moreEntities: readonly number[],
  exclusive: number | null,
  stream: number,
  position: number,
  checkpointWindow: number,
  key: string | null,
  row: { data: Readonly<Record<string, unknown>>; emittedAtMs?: number | undefined; nulled: readonly string[] } | null,
  json: string,
]

function conflicts(heldBits: number, item: BatchItem, entity: number): boolean {
  return (heldBits & conflictingBits(conflictClassOn(item, entity))) !== 0
}

/** Objects by number, in the order in which they come. */
class Numbered<T> {
  private readonly all: T[] = []
  private readonly numbers = new Map<T, number>()

  of(one: T): number {
    let number = this.numbers.get(one)
    if (number === undefined) {
      number = this.all.push(one) - 1
      this.numbers.set(one, number)
    }
    return number
  }

  at(number: number): T {
    return this.all[number] as T
  }
}
