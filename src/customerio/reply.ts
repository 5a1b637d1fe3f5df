import { ConfigError } from '../core/errors'
import type { Refusal, Reply } from '../delivery/transport'
import { isObject } from '../lib/is-object'

/** A longer wait of the server is capped; the vendor's Node client has the same cap. */
const MAX_RETRY_AFTER_MS = 300_000
/** The texts of the API are kept up to this length. */
const MAX_TEXT = 500
/** Statuses that the vendor's Node client retries, besides 5xx. */
const RETRIED = new Set([408, 425, 429])
/** Statuses that refuse one body: the credentials were accepted before, so its content may be the cause. */
const ISOLATED = new Set([403, 404, 405, 409, 422, 431])

/** A request that got no reply: the cause, without secrets. */
export class NoReply extends Error {}

export interface HttpReply {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly body: string
}

/**
 * The meaning of an HTTP reply to a request of `items` operations. Total: any status and any body has a meaning. Only a
 * JSON object acknowledges rows, and only a JSON object refuses one with 400 or 413. Any other body comes from a proxy
 * and proves nothing about a row. `nowMs` (unix milliseconds) is for a Retry-After that is a date.
 */
export function readReply({ status, retryAfter, body }: HttpReply, items: number, nowMs: number): Reply {
  const parsed = parseObject(body)
  if (status >= 200 && status < 300) return readSuccess(status, parsed, items)
  if (RETRIED.has(status) || status >= 500) {
    const afterMs = readRetryAfter(retryAfter, nowMs)
    const cause = `HTTP ${status}`
    return { kind: 'retry', rateLimited: status === 429, cause, ...(afterMs === undefined ? {} : { afterMs }) }
  }
  if (status === 400 || status === 413) {
    if (parsed !== undefined) return { kind: 'split', refusal: readRefusal(status, parsed) }
    // A proxy may have a lower limit for bodies: a half may pass.
    return status === 413 && items > 1 ? { kind: 'split', refusal: { status } } : notJson(status)
  }
  const error = new ConfigError(errorText(status))
  if (ISOLATED.has(status)) return { kind: 'isolate', refusal: readRefusal(status, parsed), error }
  return { kind: 'fatal', error }
}

function errorText(status: number): string {
  if (status !== 401 && status !== 403)
    return `Customer.io answered HTTP ${status}, and a retry would not help. Check region, endpoints and any proxy.`
  return (
    `Customer.io refuses the credentials (HTTP ${status}). Check credentials.site_id and credentials.api_key: they must ` +
    'be a Tracking API key pair of this workspace, and region must be its region. A proxy may refuse as well.'
  )
}

function notJson(status: number): Reply {
  return { kind: 'retry', rateLimited: false, cause: `HTTP ${status} with a body that is not a JSON object` }
}

function readSuccess(status: number, parsed: Record<string, unknown> | undefined, items: number): Reply {
  if (parsed === undefined) return notJson(status)
  const { errors } = parsed
  if (!Array.isArray(errors) || errors.length === 0) return { kind: 'accepted', refused: new Map() }
  return readItemErrors(status, errors, items)
}

function readItemErrors(status: number, errors: readonly unknown[], items: number): Reply {
  const refused = new Map<number, Refusal>()
  for (const error of errors) {
    const refusal = toRefusal(status, error)
    const index = isObject(error) ? error['batch_index'] : undefined
    const inside = typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < items
    // An error without a valid index: the body is halved until one item is left.
    if (!inside && items > 1) return { kind: 'split', refusal }
    const at = inside ? index : 0
    refused.set(at, join(refused.get(at), refusal))
  }
  return { kind: 'accepted', refused }
}

/** One item may have several errors: the first reason and field, and all messages. */
function join(first: Refusal | undefined, next: Refusal): Refusal {
  if (first === undefined) return next
  const message = [first.message, next.message]
    .filter((text) => text !== undefined)
    .join('; ')
    .slice(0, MAX_TEXT)
  return { ...next, ...first, ...(message === '' ? {} : { message }) }
}

/** The reason in any of the three shapes of the API's error bodies. */
function readRefusal(status: number, parsed: Record<string, unknown> | undefined): Refusal {
  if (parsed === undefined) return { status }
  const { errors, meta } = parsed
  if (Array.isArray(errors)) {
    const all = errors.map((error) => toRefusal(status, error))
    if (all.length > 0) return all.reduce((first, next) => join(first, next))
  }
  if (!isObject(meta)) return { status }
  const texts = Array.isArray(meta['errors']) ? (meta['errors'] as unknown[]) : [meta['error']]
  const reason = texts.filter((text) => typeof text === 'string').join('; ')
  return reason === '' ? { status } : { status, reason: reason.slice(0, MAX_TEXT) }
}

function toRefusal(status: number, error: unknown): Refusal {
  if (!isObject(error)) return { status }
  const text = (name: string) => {
    const value = error[name]
    return typeof value === 'string' && value !== '' ? { [name]: value.slice(0, MAX_TEXT) } : {}
  }
  return { status, ...text('reason'), ...text('field'), ...text('message') }
}

/** Milliseconds of a Retry-After header, in seconds or as a date; undefined where it is neither. */
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
