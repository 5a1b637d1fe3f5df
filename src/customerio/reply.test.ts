import fc from 'fast-check'
import type { Reply } from '../delivery/transport'
import { readReply } from './reply'

const NOW_MS = Date.parse('2026-11-24T12:00:00Z')

function read(status: number, body: unknown, { items = 3, retryAfter }: { items?: number; retryAfter?: string } = {}) {
  return readReply({ status, retryAfter, body: typeof body === 'string' ? body : JSON.stringify(body) }, items, NOW_MS)
}

function refusedOf(reply: Reply): Record<number, unknown> {
  if (reply.kind !== 'accepted') throw new Error(`it is ${reply.kind}`)
  return Object.fromEntries(reply.refused)
}

describe('readReply', () => {
  it('is total: any status and any body has a meaning, and only items that exist are refused', () => {
    const json = fc.json()
    const errors = fc
      .array(
        fc.record(
          {
            batch_index: fc.oneof(fc.integer(), fc.double(), fc.string()),
            reason: fc.anything(),
            message: fc.string(),
          },
          { requiredKeys: [] },
        ),
      )
      .map((list) => JSON.stringify({ errors: list }))
    const status = fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constantFrom(200, 207, 400, 429))
    fc.assert(
      fc.property(
        status,
        fc.oneof(fc.string(), json, errors),
        fc.integer({ min: 1, max: 5 }),
        fc.option(fc.string(), { nil: undefined }),
        (code, body, items, retryAfter) => {
          const reply = readReply({ status: code, retryAfter, body }, items, NOW_MS)
          switch (reply.kind) {
            case 'accepted':
              expect(code >= 200 && code < 300).toBe(true)
              for (const index of reply.refused.keys()) {
                expect(Number.isInteger(index) && index >= 0 && index < items).toBe(true)
              }
              return
            case 'retry':
              if (reply.afterMs !== undefined) {
                expect(reply.afterMs).toBeGreaterThanOrEqual(0)
                expect(reply.afterMs).toBeLessThanOrEqual(300_000)
              }
              return
            case 'split':
              expect(reply.refusal.status).toBe(code)
              return
            case 'fatal':
              expect(reply.error.failureType).toBe('config_error')
          }
        },
      ),
      { numRuns: 2000 },
    )
  })

  it.each([
    [200, '{}\n'],
    [200, ''],
    [204, ''],
    [202, '{"queued":true}'],
    [200, '{"errors":[]}'],
    [200, ' \r\n'],
  ])('takes %i with %j as accepted', (status, body) => expect(refusedOf(read(status, body))).toEqual({}))

  it.each(['<html>Please log in</html>', 'null', '[]', '"ok"', '{', 'OK'])(
    'takes no acknowledgement from a 200 that says %j',
    (body) => expect(read(200, body)).toMatchObject({ kind: 'retry', rateLimited: false }),
  )

  it('reads 207 by index, whatever is missing', () => {
    const errors = [
      { batch_index: 2, reason: 'invalid', field: 'name', message: 'is required' },
      { batch_index: 0 },
      { batch_index: 1, reason: null, field: 7, message: '' },
    ]
    expect(refusedOf(read(207, { errors }))).toEqual({
      0: { status: 207 },
      1: { status: 207 },
      2: { status: 207, reason: 'invalid', field: 'name', message: 'is required' },
    })
  })

  it('joins several errors of one index: the first reason and field, all messages', () => {
    const errors = [
      { batch_index: 1 },
      { batch_index: 1, reason: 'required', field: 'name', message: 'a' },
      { batch_index: 1, reason: 'invalid', field: 'id', message: 'b' },
    ]
    expect(refusedOf(read(207, { errors }))).toEqual({
      1: { status: 207, reason: 'required', field: 'name', message: 'a; b' },
    })
  })

  it.each([[3], [-1], [0.5], ['1'], [null], [undefined]])(
    'splits a batch when an error names the index %p, which is nobody, and blames the only item of a batch of one',
    (index) => {
      const body = { errors: [{ batch_index: index, reason: 'invalid' }] }
      expect(read(207, body)).toEqual({ kind: 'split', refusal: { status: 207, reason: 'invalid' } })
      expect(refusedOf(read(207, body, { items: 1 }))).toEqual({ 0: { status: 207, reason: 'invalid' } })
    },
  )

  it('splits a 207 that names nobody', () => {
    for (const body of ['{}', '{"errors":[]}', '{"errors":{}}']) expect(read(207, body).kind).toBe('split')
    expect(read(207, '').kind).toBe('accepted')
  })

  it.each([
    [
      { errors: [{ reason: 'a', field: 'b', message: 'c' }, { message: 'd' }] },
      { reason: 'a', field: 'b', message: 'c; d' },
    ],
    [{ meta: { error: 'one' } }, { message: 'one' }],
    [{ meta: { errors: ['one', 'two', 3] } }, { message: 'one; two' }],
    [{ errors: [] }, {}],
    [{ meta: {} }, {}],
    [{ meta: { errors: [] } }, {}],
    ['<html>', {}],
    ['', {}],
  ])('splits on 400 and 413, with the reason of %j', (body, refusal) => {
    for (const status of [400, 413])
      expect(read(status, body)).toEqual({ kind: 'split', refusal: { status, ...refusal } })
  })

  it("keeps the API's own words short", () => {
    const long = 'x'.repeat(10_000)
    const reply = read(400, { errors: [{ reason: long, field: long, message: long }, { message: long }] })
    expect(JSON.stringify(reply).length).toBeLessThan(1_700)
  })

  it.each([408, 425, 429, 500, 502, 503, 504, 522, 524, 599])('retries %i', (status) =>
    expect(read(status, 'whatever')).toEqual({
      kind: 'retry',
      rateLimited: status === 429,
      cause: `HTTP ${status}`,
    }),
  )

  it.each([
    ['0', 0],
    ['2', 2_000],
    [' 1.5 ', 1_500],
    ['86400', 300_000],
    ['-5', 0],
    ['Tue, 24 Nov 2026 12:00:30 GMT', 30_000],
    ['Tue, 24 Nov 2026 11:00:00 GMT', 0],
    ['Wed, 25 Nov 2026 12:00:00 GMT', 300_000],
    ['soon', undefined],
    ['', undefined],
    ['Infinity', undefined],
  ])('reads Retry-After: %j as %p ms', (retryAfter, afterMs) => {
    const reply = read(429, '', { retryAfter })
    expect(reply.kind === 'retry' ? reply.afterMs : 'no retry').toBe(afterMs)
  })

  it.each([401, 403])('stops at %i and says which credentials', (status) => {
    const reply = read(status, { meta: { error: 'Unauthorized' } })
    expect(reply.kind === 'fatal' && reply.error.message).toContain('credentials.site_id')
  })

  it.each([301, 304, 404, 405, 407, 410, 422])('stops at %i, which no retry fixes', (status) => {
    const reply = read(status, '')
    expect(reply.kind === 'fatal' && reply.error.message).toContain(`HTTP ${status}`)
  })
})
