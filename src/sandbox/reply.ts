/** A reply of any of the APIs. */
export interface ApiReply {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Sent unchanged instead of the body. */
  readonly text?: string
}

/** The effect of an accepted request. The settings determine whether it happens at once, later, or in another order. */
export type Effect = () => void
export type Perform = (effects: readonly Effect[]) => void

export const OK: ApiReply = { status: 200, body: {} }
export const NOT_FOUND: ApiReply = { status: 404, body: { meta: { error: 'not found' } } }
export const UNAUTHORIZED: ApiReply = { status: 401, body: { meta: { error: 'Unauthorized' } } }
export const TOO_MANY: ApiReply = { status: 429, body: { meta: { error: 'too many requests' } } }
