import { seededRandom } from '../../src/delivery/testing/simulation'

/** What a chaos run sends: rows of several streams with states between them, all from one seed. */
export interface Workload {
  readonly catalog: unknown
  readonly rules: readonly unknown[]
  readonly items: readonly Item[]
  /** States are of all streams at once rather than of one. */
  readonly global: boolean
}

export type Item =
  | {
      readonly kind: 'row'
      readonly stream: string
      readonly data: Readonly<Record<string, unknown>>
      /** What becomes of it. */
      readonly fate: 'delivered' | 'repeated' | 'rejected'
    }
  | { readonly kind: 'state'; readonly stream: string; readonly id: number }

export interface WorkloadOptions {
  readonly rows: number
  readonly people: number
  /** Bytes of padding a row: how many rows fill a body. */
  readonly padding: number
}

/** The sandbox refuses items above this: such rows are the ones that Customer.io rejects. */
export const ITEM_BYTES = 8_000

const TEXT = { type: 'string' }
const NUMBER = { type: 'number' }

const STREAMS = {
  people: { object: 'person', id_column: 'id' },
  contacts: { object: 'person', email_column: 'email' },
  orders: {
    object: 'event',
    id_column: 'id',
    event_name: 'ordered',
    event_id_columns: ['key'],
    timestamp_column: 'at',
  },
  visits: {
    object: 'event',
    email_column: 'email',
    event_name: 'visited',
    event_id_columns: ['key'],
    timestamp_column: 'at',
  },
  companies: { object: 'object', object_type_id: '1', object_id_column: 'company' },
  // Their ids are numbers in several spellings, and some rows mark a deletion.
  members: { object: 'person', id_column: 'id', deleted_rows: 'delete' },
  // In the mode update: a person who does not exist is not created.
  changes: { object: 'person', id_column: 'id' },
} as const
type StreamName = keyof typeof STREAMS
const ALL_NAMES = Object.keys(STREAMS) as StreamName[]
/** The deletion marker of CDC sources. */
const MARKER = '_ab_cdc_deleted_at'
const SPELLINGS: readonly ((id: number) => unknown)[] = [Number, String, (id) => `${id}.0`, (id) => `${id}.000000000`]

export function makeWorkload(seed: number, { rows, people, padding }: WorkloadOptions): Workload {
  const random = seededRandom(seed)
  // Guards hold deletions, so states wait for the end of the input: only some workloads have them.
  const names = seed % 4 === 0 ? ALL_NAMES : ALL_NAMES.filter((name) => name !== 'members')
  const pick = (count: number) => Math.floor(random() * count)
  const pad = 'x'.repeat(Math.min(900, padding))
  const items: Item[] = []
  const seen: Item[] = []
  let states = 0
  const stateEvery = 20 + pick(400)
  for (let n = 0; n < rows; n++) {
    const stream = names[pick(names.length)] as StreamName
    items.push(makeRow(stream, n))
    if (pick(stateEvery) === 0 || n === rows - 1)
      items.push({ kind: 'state', stream: names[pick(names.length)]!, id: ++states })
  }
  for (const stream of names) items.push({ kind: 'state', stream, id: ++states })

  function makeRow(stream: StreamName, n: number): Item {
    const who = pick(people)
    const dice = pick(100)
    if (stream === 'orders' || stream === 'visits') {
      const before = dice < 3 ? seen[pick(seen.length)] : undefined
      if (before?.kind === 'row') return { ...before, fate: 'repeated' }
      const key = `${stream}-${n}`
      const person = stream === 'orders' ? { id: `p${who}` } : { email: `p${who}@example.com` }
      const bad = dice === 99
      const item: Item = {
        kind: 'row',
        stream,
        data: { ...person, key, at: bad ? 'soon' : '2025-01-01T00:00:00Z', pad },
        fate: bad ? 'rejected' : 'delivered',
      }
      if (!bad) seen.push(item)
      return item
    }
    const values = { [`a${pick(6)}`]: n, last: n, pad, ...(dice < 2 ? tooLarge() : {}) }
    const fate = dice < 2 || dice === 99 ? 'rejected' : 'delivered'
    if (stream === 'companies')
      return { kind: 'row', stream, data: { company: dice === 99 ? ' ' : `c${who % 50}`, ...values }, fate }
    if (stream === 'contacts')
      return { kind: 'row', stream, data: { email: dice === 99 ? 'nobody' : `p${who}@example.com`, ...values }, fate }
    if (stream === 'members') {
      const id = dice === 99 ? '43.5' : SPELLINGS[pick(SPELLINGS.length)]!(1000 + who)
      // A source sends the primary key of a deleted row alone.
      if (dice < 99 && dice > 80)
        return { kind: 'row', stream, data: { id, [MARKER]: '2026-09-01T00:00:00Z' }, fate: 'delivered' }
      return { kind: 'row', stream, data: { id, [MARKER]: null, ...values }, fate }
    }
    const prefix = stream === 'changes' ? 'nobody' : 'p'
    return { kind: 'row', stream, data: { id: dice === 99 ? '' : `${prefix}${who}`, ...values }, fate }
  }

  return {
    items,
    global: pick(3) === 0,
    catalog: { streams: names.map(configured) },
    rules: names.map((stream) => ({ stream, ...STREAMS[stream] })),
  }
}

/** Attributes that are each within their limit and together past the item's. */
function tooLarge(): Record<string, string> {
  return Object.fromEntries(numbered('big', 10).map((name) => [name, 'y'.repeat(900)]))
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `${name}${n}`)
}

function configured(name: StreamName) {
  const identifier = name === 'companies' ? 'company' : name === 'contacts' || name === 'visits' ? 'email' : 'id'
  const columns = [identifier, 'key', 'at', 'pad', ...numbered('big', 10)]
  const numbers = [...(name === 'members' ? ['id'] : []), 'last', ...numbered('a', 6)]
  const properties: Record<string, object> = name === 'members' ? { [MARKER]: TEXT } : {}
  for (const column of columns) properties[column] = TEXT
  for (const column of numbers) properties[column] = NUMBER
  return {
    stream: { name, json_schema: { properties } },
    sync_mode: 'incremental',
    destination_sync_mode: name === 'changes' ? 'update' : 'append',
  }
}

/** The line of stdin that an item is. */
export function lineOf(item: Item, global: boolean): string {
  if (item.kind === 'row')
    return `${JSON.stringify({ type: 'RECORD', record: { stream: item.stream, emitted_at: 1, data: item.data } })}\n`
  const state = global
    ? { type: 'GLOBAL', global: { shared_state: { n: item.id }, stream_states: [] } }
    : { type: 'STREAM', stream: { stream_descriptor: { name: item.stream }, stream_state: { n: item.id } } }
  return `${JSON.stringify({ type: 'STATE', state: { ...state, id: item.id } })}\n`
}

/** What Customer.io must hold in the end: the attributes of each person and object, and the keys of all events. */
export interface Expected {
  readonly attributes: ReadonlyMap<string, Readonly<Record<string, unknown>>>
  readonly events: ReadonlySet<string>
}

/** The reference: rows applied one after the other, later values over earlier ones. */
export function expectedOf(items: readonly Item[]): Expected {
  const attributes = new Map<string, Record<string, unknown>>()
  const events = new Set<string>()
  for (const item of items) {
    if (item.kind !== 'row' || item.fate === 'rejected') continue
    const { id, email, company, key, [MARKER]: _marker, ...values } = item.data
    if (key !== undefined) events.add(key as string)
    else {
      const who = entityOf(item.stream, { id, email, company })
      const isNothing = isDeletion(item) || item.stream === 'changes'
      attributes.set(who, isNothing ? {} : { ...attributes.get(who), ...values })
    }
  }
  return { attributes, events }
}

export function entityOf(stream: string, { id, email, company }: Readonly<Record<string, unknown>>): string {
  return `${stream}/${identifierText(id ?? email ?? company)}`
}

/** An identifier as Customer.io gets it: a number as its digits. */
export function identifierText(identifier: unknown): string {
  return String(identifier).replace(/^(\d+)\.0+$/, '$1')
}

export function isDeletion(item: Item): boolean {
  return item.kind === 'row' && typeof item.data[MARKER] === 'string'
}
