import type { Rejection } from '../mapping/rejection'
import type { Batch } from './packer'
import type { Refusal } from './transport'

const COMMA = 0x2c

/** A batch with the bytes that are sent. From here on the texts of its entries are not needed. */
export interface ClosedBatch extends Batch {
  readonly body: Buffer
}

/** The body of a batch: its entries, wrapped and joined, written once into one buffer. */
export function closeBatch({ endpoint, entries }: Batch): ClosedBatch {
  let size = endpoint.open.length + endpoint.close.length + entries.length - 1
  for (const entry of entries) size += entry.bytes
  const body = Buffer.allocUnsafe(size)
  let at = body.write(endpoint.open, 'latin1')
  entries.forEach((entry, index) => {
    if (index > 0) body[at++] = COMMA
    // Text whose bytes equal its length is ASCII, and Latin-1 is the cheaper way to write that.
    at += body.write(entry.json, at, entry.bytes === entry.json.length ? 'latin1' : 'utf8')
  })
  body.write(endpoint.close, at, 'latin1')
  return { endpoint, entries, body }
}

/** Two batches for one that could not be taken whole: the way to find the entry at fault. */
export function halve({ endpoint, entries, body }: ClosedBatch): readonly ClosedBatch[] {
  const { open, close } = endpoint
  const middle = Math.ceil(entries.length / 2)
  const [first, second] = [entries.slice(0, middle), entries.slice(middle)]
  let comma = open.length + first.length - 1
  for (const { bytes } of first) comma += bytes
  return [
    { endpoint, entries: first, body: Buffer.concat([body.subarray(0, comma), Buffer.from(close)]) },
    { endpoint, entries: second, body: Buffer.concat([Buffer.from(open), body.subarray(comma + 1)]) },
  ]
}

/** What a refusal means for a row. The API's own words may repeat a value: they are kept apart from the message. */
export function toRejection({ status, reason, field, message }: Refusal): Rejection {
  return {
    code: 'refused_by_customer_io',
    message: `Customer.io refused it (HTTP ${status}, ${reason ?? 'no reason given'}).`,
    ...(field === undefined ? {} : { field }),
    ...(message === undefined ? {} : { detail: message }),
  }
}
