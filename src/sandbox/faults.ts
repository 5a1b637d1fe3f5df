import { TOO_MANY, UNAUTHORIZED, type ApiReply } from './reply'
import { isObject } from './values'

/** Faults of requests to the Track API. */
export const FAULTS = [
  'rate_limit',
  'rate_limit_with_wait',
  'error_400_page',
  'error_401',
  'error_413',
  'error_500',
  'error_502',
  'error_503',
  'error_503_after',
  'reset_before',
  'reset_after',
  'timeout',
  'slow_body',
  'html_page',
  'empty_reply',
  'redirect',
  'redirect_elsewhere',
  'sparse_207',
] as const

export type Fault = (typeof FAULTS)[number]

/** The probability of each fault, from 0 to 1, and the faults of the first requests. */
export interface FaultPlan {
  readonly rates?: Readonly<Partial<Record<Fault, number>>>
  /** The faults of the first requests, in order, before the rates apply; undefined means without a fault. */
  readonly script?: readonly (Fault | undefined)[]
}

/** The Retry-After of `rate_limit_with_wait`. */
const RETRY_AFTER_S = 1
/** A host name that never resolves (RFC 2606). */
const ELSEWHERE = 'https://elsewhere.invalid'
const HTML = { 'content-type': 'text/html; charset=utf-8' }

/** Chooses the fault of each request. The sequence depends only on the plan and the random numbers. */
export class FaultSource {
  private readonly script: (Fault | undefined)[]

  constructor(
    private readonly plan: FaultPlan,
    private readonly random: () => number,
  ) {
    this.script = [...(plan.script ?? [])]
  }

  next(): Fault | undefined {
    if (this.script.length > 0) return this.script.shift()
    let dice = this.random()
    for (const fault of FAULTS) {
      const rate = this.plan.rates?.[fault] ?? 0
      if (dice < rate) return fault
      dice -= rate
    }
    return undefined
  }
}

/**
 * Answers a request with a fault. `answer` performs the request and returns the normal reply. `path` is the path of the
 * request with its query. Returns undefined if there is no reply: the connection hangs or is reset.
 */
export function answerWithFault(
  fault: Fault | undefined,
  here: string,
  path: string,
  answer: () => ApiReply,
): ApiReply | undefined {
  switch (fault) {
    case undefined:
    case 'slow_body':
      return answer()
    case 'rate_limit':
      return TOO_MANY
    case 'rate_limit_with_wait':
      return { ...TOO_MANY, headers: { 'retry-after': String(RETRY_AFTER_S) } }
    case 'error_400_page':
      return { status: 400, body: null, headers: HTML, text: '<html><h1>400 Bad Request</h1></html>' }
    case 'error_401':
      return UNAUTHORIZED
    case 'error_413':
      return { status: 413, body: null, headers: HTML, text: '<html><h1>413 Request Entity Too Large</h1></html>' }
    case 'error_500':
      return { status: 500, body: { meta: { error: 'internal error' } } }
    case 'error_502':
      return { status: 502, body: null, headers: HTML, text: '<html><h1>502 Bad Gateway</h1></html>' }
    case 'error_503':
      return { status: 503, body: { meta: { error: 'unavailable' } } }
    case 'error_503_after':
      answer()
      return { status: 503, body: { meta: { error: 'unavailable' } } }
    case 'html_page':
      return { status: 200, body: null, headers: HTML, text: '<html><h1>Please log in</h1></html>' }
    case 'empty_reply':
      return { status: 200, body: null, text: '' }
    case 'redirect':
      return { status: 307, body: {}, headers: { location: here + path } }
    case 'redirect_elsewhere':
      return { status: 307, body: {}, headers: { location: ELSEWHERE + path } }
    case 'reset_after':
      answer()
      return undefined
    case 'reset_before':
    case 'timeout':
      return undefined
    case 'sparse_207':
      return sparse(answer())
  }
}

/** A 207 whose errors lack fields, and name an index twice. */
function sparse(reply: ApiReply): ApiReply {
  const errors = isObject(reply.body) ? reply.body['errors'] : undefined
  if (reply.status !== 207 || !Array.isArray(errors)) return reply
  return {
    status: 207,
    body: {
      errors: (errors as { batch_index: number }[]).flatMap(({ batch_index: index }) => [
        { batch_index: index },
        { batch_index: index, reason: 'invalid' },
      ]),
    },
  }
}
