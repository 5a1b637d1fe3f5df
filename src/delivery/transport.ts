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
  /** 2xx with a JSON object: every item is accepted except those refused by index. */
  | { readonly kind: 'accepted'; readonly refused: ReadonlyMap<number, Refusal> }
  /** 408, 429, 5xx, no reply, the page of a proxy: retried. `afterMs` is the wait that the server asks for. */
  | { readonly kind: 'retry'; readonly afterMs?: number; readonly rateLimited: boolean; readonly cause: string }
  /** 400, 413, or item errors without an index: sent in halves; `refusal` is the reason once one item is left. */
  | { readonly kind: 'split'; readonly refusal: Refusal }
  /**
   * 403, 404, 405, 409, 422, 431: sent in halves as well, once a request was accepted. The item that is left is rejected
   * if a later request is accepted; otherwise the cause is not the item, and `error` ends the run.
   */
  | { readonly kind: 'isolate'; readonly refusal: Refusal; readonly error: ConnectorError }
  /** 401, other statuses that no retry fixes, or a request that was retried for too long. */
  | { readonly kind: 'fatal'; readonly error: ConnectorError }

/** What is left of a reply after retrying. */
export type FinalReply = Exclude<Reply, { kind: 'retry' }>

/** Sends one request once. Never throws; aborting resolves to a retry. */
export interface Transport {
  send(request: Request, signal: AbortSignal): Promise<Reply>
}
