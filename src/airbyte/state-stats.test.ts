import fc from 'fast-check'
import { spliceStats } from './state-stats'

const COUNTS = { accepted: 3, rejected: 1 }
const STATS = '"destinationStats":{"recordCount":3.0,"rejectedRecordCount":1.0}'

describe('spliceStats', () => {
  it.each([
    ['{"type":"STATE","state":{"id":1}}', `{"type":"STATE","state":{"id":1,${STATS}}}`],
    ['{"state":{},"type":"STATE"}', `{"state":{${STATS}},"type":"STATE"}`],
    ['{"state": { } }', `{"state": { ${STATS}} }`],
    [
      '{"x":"\\"state\\":{","state":{"n":9007199254740993,"a":["}",{"state":{"b":1}}]} }',
      `{"x":"\\"state\\":{","state":{"n":9007199254740993,"a":["}",{"state":{"b":1}}],${STATS}} }`,
    ],
    ['{"st\\u0061te":{"a":1}}', `{"st\\u0061te":{"a":1,${STATS}}}`],
    ['{"state":{"destinationStats":{"old":1},"id":2}}', `{"state":{${STATS},"id":2}}`],
    ['{"state":{"a":1},"state":{"b":2}}', `{"state":{"a":1},"state":{"b":2,${STATS}}}`],
  ])('%s', (line, expected) => expect(spliceStats(line, COUNTS)).toBe(expected))

  it.each(['{"state":[]}', '{}', '[]', '{"state":"x"}', '{"state', '{"state":{"a":1'])('refuses %s', (line) => {
    expect(() => spliceStats(line, COUNTS)).toThrow(SyntaxError)
  })

  it('changes only the statistics, for any content and formatting of a state', () => {
    const json = fc.jsonValue({ maxDepth: 4 })
    const state = fc.dictionary(
      fc.oneof(fc.constantFrom('state', 'id', 'data', '__proto__', 'destinationStats'), fc.string()),
      json,
      {
        noNullPrototype: false,
      },
    )
    fc.assert(
      fc.property(state, json, fc.constantFrom('', ' ', '\t '), (inner, other, indent) => {
        const message = { other, state: inner, type: 'STATE' }
        const line = JSON.stringify(message, null, indent).replaceAll('\n', '')
        const echo = spliceStats(line, COUNTS)
        if (!Object.hasOwn(inner, 'destinationStats')) {
          // Without the inserted statistics, the line is equal to the input byte for byte.
          const at = echo.indexOf(STATS)
          const from = echo[at - 1] === ',' ? at - 1 : at
          expect(echo.slice(0, from) + echo.slice(at + STATS.length)).toBe(line)
        }
        const spliced = JSON.parse(echo) as { state: Record<string, unknown> }
        expect(spliced.state['destinationStats']).toEqual({ recordCount: 3, rejectedRecordCount: 1 })
        const kept = {
          ...spliced,
          state: Object.fromEntries(Object.entries(spliced.state).filter(([key]) => key !== 'destinationStats')),
        }
        const before = JSON.parse(line) as { state: Record<string, unknown> }
        const original = {
          ...before,
          state: Object.fromEntries(Object.entries(before.state).filter(([key]) => key !== 'destinationStats')),
        }
        expect(kept).toEqual(original)
      }),
      { numRuns: 1000 },
    )
  })
})
