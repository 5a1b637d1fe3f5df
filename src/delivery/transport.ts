import type { ConnectorError } from '../core/errors'

/** One HTTP request of the Track API. `items` is the number of operations in the body. */
export interface Request {
  readonly path: string
  readonly body: Buffer
  readonly items: number
}

/** Why Customer.io refused an item or a request. Every field may be missing in the API's reply. */
export interface Refusal {
  readonly reason?: string
  readonly field?: string
  readonly message?: string
  /** HTTP status of the reply. */
  readonly status: number
}

/** The meaning of one reply. */
export type Reply =
  /** 200 and 207: every item is accepted but those refused by index. */
  | { readonly kind: 'accepted'; readonly refused: ReadonlyMap<number, Refusal> }
  /** 408, 429, 5xx, network, an unreadable 2xx: worth another try. `afterMs` is the server's own wait. */
  | { readonly kind: 'retry'; readonly afterMs?: number; readonly rateLimited: boolean; readonly cause: string }
  /** 413, 400, or a 207 that cannot be attributed: send in halves; `refusal` is the reason once one item is left. */
  | { readonly kind: 'split'; readonly refusal: Refusal }
  /** 401, 403, other statuses that no retry fixes, or a spent retry budget. */
  | { readonly kind: 'fatal'; readonly error: ConnectorError }

/** What is left of a reply after retrying. */
export type FinalReply = Exclude<Reply, { kind: 'retry' }>

/** Sends one request once. Never throws; aborting resolves to a retry. */
export interface Transport {
  send(request: Request, signal: AbortSignal): Promise<Reply>
}
