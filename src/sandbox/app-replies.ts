import type { ApiReply } from './reply'

/** An error in the format of the App API. */
export function appError(status: number, detail: string): ApiReply {
  return { status, body: { errors: [{ detail, status: String(status) }] } }
}

/** `limit` and `start` of a request for a page; undefined if the limit is not valid. */
export function readPage(
  query: URLSearchParams,
  preset: number,
  max: number,
): { limit: number; start: string } | undefined {
  const limit = Number(query.get('limit') ?? preset)
  if (!Number.isInteger(limit) || limit < 1 || limit > max) return undefined
  return { limit, start: query.get('start') ?? '' }
}

/** One page of a list. `next` is the start of the following page, empty at the end. */
export function pageOf<T>(
  all: readonly T[],
  { limit, start }: { readonly limit: number; readonly start: string },
): { readonly items: readonly T[]; readonly next: string } {
  const from = /^\d+$/.test(start) ? Number(start) : 0
  const next = from + limit < all.length ? String(from + limit) : ''
  return { items: all.slice(from, from + limit), next }
}
