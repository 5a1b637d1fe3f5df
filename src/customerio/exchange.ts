import { setMaxListeners } from 'node:events'
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { NoReply } from './reply'

/** A reply of the API has at most a few kilobytes per item; a longer one is not read. */
export const MAX_REPLY_BYTES = 16_000_000

export interface RawReply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** As they were sent, before Content-Encoding is decoded. */
  readonly bytes: Buffer
}

export interface Exchange {
  /** Where the request goes, for messages. */
  readonly host: string
  readonly body: Buffer | undefined
  /** Milliseconds from now to the last byte of the reply. */
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/**
 * Sends an opened request and reads its whole reply. It settles only when the kernel has the body or the connection is
 * closed, so the body is not read afterwards. Rejects with NoReply where it gave up, and with Node's errors, which may
 * hold the request's headers.
 */
export function exchange(request: ClientRequest, { host, body, timeoutMs, signal }: Exchange): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    let reply: RawReply | undefined
    let stopped: NoReply | undefined
    let broken: Error | undefined
    let open = 1

    const settle = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      if (reply === undefined) reject(stopped ?? broken ?? new Error('closed without a reply'))
      else resolve(reply)
    }
    const giveUp = (why: NoReply) => {
      stopped ??= why
      request.destroy()
      // A request that waits for a connection writes nothing anymore, and emits 'close' only when it gets one.
      if (request.socket === null) settle()
    }
    const stop = () => giveUp(new NoReply('stopped'))
    const timer = setTimeout(() => {
      giveUp(new NoReply(`no reply from ${host} within ${timeoutMs / 1000} s`))
    }, timeoutMs)
    if (signal !== undefined) {
      // All requests of a run share the signal: many listeners are expected.
      setMaxListeners(0, signal)
      signal.addEventListener('abort', stop)
    }

    const onError = (error: Error) => {
      broken ??= error
    }
    const onClose = () => {
      if (--open === 0) settle()
    }
    request.on('error', onError).on('close', onClose)
    request.on('response', (response) => {
      open++
      response.on('error', onError).on('close', onClose)
      readAll(response, giveUp, (bytes) => {
        if (stopped === undefined) reply = { status: response.statusCode ?? 0, headers: response.headers, bytes }
        // A server that answers before it has the body may never read the rest of it.
        if (!request.writableFinished) request.destroy()
      })
    })
    request.end(body)
  })
}

function readAll(response: IncomingMessage, giveUp: (why: NoReply) => void, done: (bytes: Buffer) => void): void {
  const parts: Buffer[] = []
  let length = 0
  response.on('data', (part: Buffer) => {
    parts.push(part)
    length += part.length
    if (length > MAX_REPLY_BYTES) giveUp(new NoReply(`a reply of more than ${MAX_REPLY_BYTES} bytes`))
  })
  response.on('end', () => {
    if (response.complete) done(Buffer.concat(parts, length))
  })
}
