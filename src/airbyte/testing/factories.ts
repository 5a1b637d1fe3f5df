import type { State } from '../../core/state'
import type { SourceStream } from '../../core/stream'
import { readCatalog } from '../catalog'

/** A stream as a plain connection configures it. */
export function createStream(name: string): SourceStream {
  const [stream] = readCatalog({ streams: [{ stream: { name } }] })
  return stream as SourceStream
}

export function createState(streams: readonly SourceStream[], text: string): State {
  return { kind: 'state', streams, text }
}
