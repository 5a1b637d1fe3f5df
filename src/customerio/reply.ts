import { ConfigError } from '../core/errors'
import { isObject } from '../lib/is-object'
import type { Refusal, Reply } from '../delivery/transport'

/** A server's wait beyond this is not believed (the vendor's own Node client caps it the same). */
const MAX_RETRY_AFTER_MS = 300_000
/** The API's own words are kept up to this length. */
const MAX_TEXT = 500
/** Statuses that the vendor's own Node client retries, beside all of 5xx. */
const RETRIED = new Set([408, 425, 429])

/** A request that got no reply: what went wrong, in words that hold no secret. */
export class NoReply extends Error {}

export interface HttpReply {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly body: string
}

/**
 * What an HTTP reply to a request of `items` operations means. Total: any status and any body has a meaning.
 * `nowMs` (unix milliseconds) is for a Retry-After that is a date.
 */
export function readReply({ status, retryAfter, body }: HttpReply, items: number, nowMs: number): Reply {
  if (status >= 200 && status < 300) return readSuccess(status, body, items)
  if (RETRIED.has(status) || status >= 500) {
    const afterMs = readRetryAfter(retryAfter, nowMs)
    return {
      kind: 'retry',
      rateLimited: status === 429,
      cause: `HTTP ${status}`,
      ...(afterMs === undefined ? {} : { afterMs }),
    }
  }
  if (status === 400 || status === 413) return { kind: 'split', refusal: readRefusal(status, body) }
  if (status === 401 || status === 403) {
    return {
      kind: 'fatal',
      error: new ConfigError(
        `Customer.io refuses the credentials (HTTP ${status}). Check credentials.site_id and credentials.api_key: they ` +
          'must be a Tracking API key pair of this workspace, and region must be where it lives. A proxy between may ' +
          'refuse as well.',
      ),
    }
  }
  return {
    kind: 'fatal',
    error: new ConfigError(
      `Customer.io answered HTTP ${status}, which no retry fixes. Check region, endpoints and any proxy between.`,
    ),
  }
}

function readSuccess(status: number, body: string, items: number): Reply {
  const text = body.trim()
  if (text === '') return { kind: 'accepted', refused: new Map() }
  const parsed = parseObject(text)
  // A proxy's page is no acknowledgement, whatever its status says.
  if (parsed === undefined)
    return { kind: 'retry', rateLimited: false, cause: `HTTP ${status} with a body that is no JSON object` }
  const { errors } = parsed
  if (!Array.isArray(errors) || errors.length === 0) {
    // Several were refused, and nothing says which.
    if (status === 207) return { kind: 'split', refusal: { status } }
    return { kind: 'accepted', refused: new Map() }
  }
  return readItemErrors(status, errors, items)
}

function readItemErrors(status: number, errors: readonly unknown[], items: number): Reply {
  const refused = new Map<number, Refusal>()
  for (const error of errors) {
    const refusal = toRefusal(status, error)
    const index = isObject(error) ? error['batch_index'] : undefined
    const inside = typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < items
    // An error that belongs to nobody known: sent in halves until only one item is left to blame.
    if (!inside && items > 1) return { kind: 'split', refusal }
    const at = inside ? index : 0
    refused.set(at, join(refused.get(at), refusal))
  }
  return { kind: 'accepted', refused }
}

/** One item may have several errors; the first reason and field stand, and all messages are kept. */
function join(first: Refusal | undefined, next: Refusal): Refusal {
  if (first === undefined) return next
  const message = [first.message, next.message]
    .filter((text) => text !== undefined)
    .join('; ')
    .slice(0, MAX_TEXT)
  return { ...next, ...first, ...(message === '' ? {} : { message }) }
}

/** The reason in any of the three shapes of the API's error bodies. */
function readRefusal(status: number, body: string): Refusal {
  const parsed = parseObject(body)
  if (parsed === undefined) return { status }
  const { errors, meta } = parsed
  if (Array.isArray(errors)) {
    const all = errors.map((error) => toRefusal(status, error))
    if (all.length > 0) return all.reduce((first, next) => join(first, next))
  }
  if (!isObject(meta)) return { status }
  const texts = Array.isArray(meta['errors']) ? meta['errors'] : [meta['error']]
  const message = texts.filter((text) => typeof text === 'string').join('; ')
  return message === '' ? { status } : { status, message: message.slice(0, MAX_TEXT) }
}

function toRefusal(status: number, error: unknown): Refusal {
  if (!isObject(error)) return { status }
  const text = (name: string) => {
    const value = error[name]
    return typeof value === 'string' && value !== '' ? { [name]: value.slice(0, MAX_TEXT) } : {}
  }
  return { status, ...text('reason'), ...text('field'), ...text('message') }
}

/** Milliseconds of a Retry-After header, in seconds or as a date; undefined where it says nothing. */
function readRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined || header.trim() === '') return undefined
  const seconds = Number(header)
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(0, waitMs), MAX_RETRY_AFTER_MS)
}

/** A JSON object, or undefined for any other text. */
function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}
