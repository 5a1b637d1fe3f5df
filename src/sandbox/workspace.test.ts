import fc from 'fast-check'
import { FakeClock } from '../lib/testing/fake-clock'
import { renderPage } from './page'
import { RequestLog } from './request-log'
import { problemsOf } from './rules'
import { DEFAULT_SETTINGS } from './settings'
import { answerTrackV1 } from './track-v1'
import { Workspace } from './workspace'

const id = fc.constantFrom('1', '2', '3', 'cio_1', ' ', '__proto__')
const email = fc.constantFrom('a@example.com', 'A@example.com', 'b@example.com')
const identifiers = fc.oneof(
  fc.record({ id }),
  fc.record({ email }),
  fc.record({ cio_id: fc.constantFrom('a30000000001', 'a30000000002', 'feed') }),
  fc.record({ object_type_id: fc.constantFrom('1', '2'), object_id: id }),
  fc.record({ anonymous_id: id }),
  fc.jsonValue(),
)
const values = fc.oneof(
  fc.dictionary(
    fc.constantFrom('id', 'email', 'anonymous_id', 'a', '_update', '__proto__'),
    fc.oneof(id, email, fc.jsonValue()),
  ),
  fc.jsonValue(),
)
const relationships = fc.oneof(
  fc.array(fc.record({ identifiers, relationship_attributes: values }, { requiredKeys: [] }), { maxLength: 2 }),
  fc.jsonValue(),
)
const ACTIONS =
  'identify identify_anonymous delete event page screen add_relationships delete_relationships add_device delete_device merge suppress unsuppress'
const operation = fc.record(
  {
    type: fc.constantFrom('person', 'object', 'delivery'),
    action: fc.constantFrom(...ACTIONS.split(' ')),
    identifiers,
    attributes: values,
    cio_relationships: relationships,
    name: fc.oneof(fc.constant('n'), fc.jsonValue()),
    timestamp: fc.oneof(fc.integer(), fc.jsonValue()),
    device: fc.oneof(fc.record({ token: id, platform: fc.constantFrom('ios', 'android') }), fc.jsonValue()),
    primary: identifiers,
    secondary: identifiers,
    anonymous_id: fc.oneof(id, fc.jsonValue()),
  },
  { requiredKeys: ['type', 'action'] },
)

/** Checks that each identifier finds the person who has it. */
function expectOneOfEach({ people }: Workspace): void {
  for (const person of people.all) {
    for (const kind of ['id', 'email', 'phone'] as const) {
      const value = person[kind]
      if (value !== undefined) expect(people.find(kind, value)).toBe(person)
    }
    expect(people.find('cio_id', person.cioId)).toBe(person)
  }
}

const query = new URLSearchParams()

describe('the workspace', () => {
  it('applies every operation that the rules accept, keeps its identifiers consistent and renders its page', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 25 }), (operations) => {
        const clock = new FakeClock()
        const workspace = new Workspace({}, clock)
        for (const one of operations) {
          if (problemsOf(one, DEFAULT_SETTINGS).length === 0) workspace.apply(one)
        }
        expectOneOfEach(workspace)
        expect(renderPage(workspace, new RequestLog(1, clock), query)).toContain('</html>')
      }),
      { numRuns: 400 },
    )
  })

  it('answers every request to version 1 with status 200 or 400', () => {
    const path = fc.constantFrom('', '/events', '/devices', '/suppress', '/unsuppress', '/devices/t')
    const request = fc.record({
      method: fc.constantFrom('PUT', 'POST', 'DELETE'),
      whose: id,
      path,
      body: fc.oneof(
        values,
        fc.record({ name: id, device: values, cio_relationships: fc.record({ action: id, relationships }) }),
      ),
    })
    fc.assert(
      fc.property(fc.array(request, { maxLength: 25 }), (requests) => {
        const workspace = new Workspace({}, new FakeClock())
        const perform = (effects: readonly (() => void)[]) => effects.forEach((effect) => effect())
        for (const { method, whose, path: part, body } of requests) {
          const url = new URL(`http://localhost/api/v1/customers/${encodeURIComponent(whose)}${part}`)
          const reply = answerTrackV1(workspace, perform, method, url, JSON.stringify(body))
          expect([200, 400, undefined]).toContain(reply?.status)
        }
        expectOneOfEach(workspace)
      }),
      { numRuns: 400 },
    )
  })
})
