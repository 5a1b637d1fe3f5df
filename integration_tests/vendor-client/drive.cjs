// Lets Customer.io's own client loose on the API at argv[2] and prints what came of each call, as JSON.
// It needs Node 22 or newer (customerio-node's own demand), so the test runs it in a separate process.
const { APIClient, IdentifierType, TrackClient } = require('customerio-node')

const [, , url, siteId, apiKey, appApiKey] = process.argv
const track = new TrackClient(siteId, apiKey, { url: `${url}/api/v1`, retry: { maxRetries: 1 } })
const wrong = new TrackClient(siteId, 'wrong', { url: `${url}/api/v1` })
const app = new APIClient(appApiKey, { url: `${url}/v1` })
const ULID = '01HK153X003BMPJNJB6JHKXK8T'

const calls = {
  region: () => track.getAccountRegion(),
  identify: () => track.identify('1', { email: 'ada@example.com', plan: 'pro', seats: 3 }),
  identifyOdd: () => track.identify('a/b c?d#e', { odd: true }),
  identifyTooLong: () => track.identify('1', { bio: 'x'.repeat(1001) }),
  second: () => track.identify('2', { email: 'bob@example.com', city: 'Brno' }),
  third: () => track.identify('3', { city: 'Praha' }),
  track: () => track.track('1', { name: 'bought', id: ULID, data: { total: 9 } }),
  trackAgain: () => track.track('1', { name: 'bought', id: ULID, data: { total: 9 } }),
  trackAnonymous: () => track.trackAnonymous('cookie-1', { name: 'seen' }),
  invite: () => track.trackAnonymous('', { name: 'invited', data: { recipient: 'new@example.com' } }),
  trackPageView: () => track.trackPageView('1', '/pricing'),
  addDevice: () => track.addDevice('1', 'token-1', 'ios', { last_used: 1700000000, app_version: '4' }),
  addDeviceTwo: () => track.addDevice('1', 'token-2', 'android'),
  deleteDevice: () => track.deleteDevice('1', 'token-2'),
  addToSegment: () => track.addCustomersToSegment(7, ['1', '3']),
  removeFromSegment: () => track.removeCustomersFromSegment(7, ['3']),
  merge: () => track.mergeCustomers(IdentifierType.Id, '1', IdentifierType.Email, 'bob@example.com'),
  suppress: () => track.suppress('3'),
  suppressedAgain: () => track.identify('3', { city: 'Plzen' }),
  gone: () => track.identify('4', {}),
  destroy: () => track.destroy('4'),
  entity: () =>
    track.entity({
      type: 'object',
      action: 'identify',
      identifiers: { object_type_id: '1', object_id: 'acme' },
      attributes: { name: 'Acme' },
      cio_relationships: [{ identifiers: { id: '1' } }],
    }),
  batch: () =>
    track.batch([
      { type: 'person', action: 'identify', identifiers: { id: '5' }, attributes: { plan: 'free' } },
      { type: 'person', action: 'event', identifiers: { id: '5' } },
    ]),
  unauthorized: () => wrong.identify('1', {}),
  customersByEmail: () => app.getCustomersByEmail('ada@example.com'),
  appAttributes: () => app.getAttributes('1'),
}

async function main() {
  const outcomes = {}
  for (const [name, call] of Object.entries(calls)) {
    try {
      outcomes[name] = { reply: await call() }
    } catch (error) {
      outcomes[name] = { status: error.statusCode, message: error.message, name: error.constructor.name }
    }
  }
  process.stdout.write(JSON.stringify(outcomes))
}

main()
