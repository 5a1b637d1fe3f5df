import { startSink, type Sink } from '../harness/sink'

/** One stream of people by id, as a connection made by hand in Airbyte has it. */
export const CATALOG = {
  streams: [
    {
      stream: {
        name: 'people',
        json_schema: {
          type: 'object',
          properties: { id: { type: 'string' }, plan: { type: 'string' }, note: { type: 'string' } },
        },
      },
      sync_mode: 'incremental',
      destination_sync_mode: 'append',
    },
  ],
}

/** The rule of that stream, and a rate that never binds. */
export const RULES = {
  streams: [{ stream: 'people', object: 'person', id_column: 'id' }],
  delivery: { requests_per_second: 1000 },
}

const WIDE = 'x'.repeat(400)

/** Line `n` of the stream, about `bytes` long (at most 500). */
export function row(n: number, bytes = 150): string {
  const note = WIDE.slice(0, Math.max(0, bytes - 105))
  return `{"type":"RECORD","record":{"stream":"people","emitted_at":1,"data":{"id":"p${String(n)}","plan":"pro","note":"${note}"}}}\n`
}

export function state(n: number): string {
  return `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"people"},"stream_state":{"row":${String(n)}}},"id":${String(n)}}}\n`
}

/** `rows` lines with a state after every `every`, in pieces that suit a pipe. */
export function* lines(rows: number, every: number, bytes?: number): Generator<string> {
  let piece = ''
  for (let n = 1; n <= rows; n += 1) {
    piece += row(n, bytes)
    if (n % every === 0) piece += state(n)
    if (piece.length > 60_000) {
      yield piece
      piece = ''
    }
  }
  yield piece
}

/** An API that accepts everything and only counts the people it was sent, so that a million of them fit. */
export async function startCounter(): Promise<{ sink: Sink; people: () => number }> {
  let people = 0
  const sink = await startSink(({ text }) => {
    people += text.split('"type":"person"').length - 1
    sink.requests.length = 0
    return undefined
  })
  return { sink, people: () => people }
}
