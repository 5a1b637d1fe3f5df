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
            case 'isolate':
              expect(reply.refusal.status).toBe(code)
              expect(reply.error.failureType).toBe('config_error')
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
    [202, '{"queued":true}'],
    [200, '{"errors":[]}'],
    [200, ' {}\r\n'],
    [207, '{"errors":[]}'],
    [207, '{"errors":{}}'],
    [207, '{}'],
  ])('takes %i with %j as accepted', (status, body) => expect(refusedOf(read(status, body))).toEqual({}))

  it.each(['', ' \r\n', '<html>Please log in</html>', 'null', '[]', '"ok"', '1', '{', 'OK'])(
    'retries a 2xx whose body is %j, which acknowledges nothing',
    (body) => {
      for (const status of [200, 202, 204, 207])
        expect(read(status, body)).toMatchObject({ kind: 'retry', rateLimited: false })
    },
  )

  it.each(['', '<html>Request Entity Too Large</html>', 'null', '[]', '{'])(
    'retries a 400 whose body is %j, and halves a 413 first',
    (body) => {
      expect(read(400, body)).toEqual({
        kind: 'retry',
        rateLimited: false,
        cause: 'HTTP 400 with a body that is not a JSON object',
      })
      expect(read(413, body)).toEqual({ kind: 'split', refusal: { status: 413 } })
      expect(read(413, body, { items: 1 })).toMatchObject({ kind: 'retry' })
    },
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
    'halves a batch where an error names the index %p, which does not exist, and refuses the item of a batch of one',
    (index) => {
      const body = { errors: [{ batch_index: index, reason: 'invalid' }] }
      expect(read(207, body)).toEqual({ kind: 'split', refusal: { status: 207, reason: 'invalid' } })
      expect(refusedOf(read(207, body, { items: 1 }))).toEqual({ 0: { status: 207, reason: 'invalid' } })
    },
  )

  it.each([
    [
      { errors: [{ reason: 'a', field: 'b', message: 'c' }, { message: 'd' }] },
      { reason: 'a', field: 'b', message: 'c; d' },
    ],
    [{ meta: { error: 'one' } }, { reason: 'one' }],
    [{ meta: { errors: ['one', 'two', 3] } }, { reason: 'one; two' }],
    [{ errors: [] }, {}],
    [{ meta: {} }, {}],
    [{ meta: { errors: [] } }, {}],
    [{ message: 'Forbidden' }, {}],
  ])('splits on 400 and 413, with the reason of %j', (body, refusal) => {
    for (const status of [400, 413])
      expect(read(status, body)).toEqual({ kind: 'split', refusal: { status, ...refusal } })
  })

  it('truncates the texts of the API', () => {
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

  it('ends the run with 401 and names the credentials', () => {
    const reply = read(401, { meta: { error: 'Unauthorized' } })
    expect(reply.kind === 'fatal' && reply.error.message).toContain('credentials.site_id')
  })

  it.each([301, 304, 402, 407, 410, 418])('ends the run with %i', (status) => {
    const reply = read(status, '')
    expect(reply.kind === 'fatal' && reply.error.message).toContain(`HTTP ${status}`)
  })

  it.each([403, 404, 405, 409, 422, 431])('leaves %i to what follows, with the reason and the error', (status) => {
    expect(read(status, { meta: { error: 'no' } })).toMatchObject({
      kind: 'isolate',
      refusal: { status, reason: 'no' },
      error: { message: expect.stringContaining(status === 403 ? 'credentials.site_id' : `HTTP ${status}`) as string },
    })
    expect(read(status, '<html>')).toMatchObject({ kind: 'isolate', refusal: { status } })
  })
})
