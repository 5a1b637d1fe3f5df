import { request } from 'node:http'
import { startSandbox, type Sandbox } from '../../src/sandbox/server'
import { attack, callerOf, HOSTILE } from './caller'

let sandbox: Sandbox
afterEach(() => sandbox.stop())

/** The tags of the page without an attack. */
const OWN_TAGS =
  'html head meta title style body div h1 small span form input button main ul li a b section h2 p table thead tr th ' +
  'tbody td code bdi i em time details summary br footer'

const tagsOf = (html: string) => new Set([...html.matchAll(/<([a-z][a-z0-9-]*)/gi)].map(([, tag]) => tag))

describe('the page', () => {
  it('says that nothing came yet', async () => {
    sandbox = await startSandbox()
    const { text, headers } = await callerOf(sandbox).page()
    expect(text).toContain('Nothing yet.')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('cache-control')).toBe('no-store')
    expect(text).not.toMatch(/<script|https?:\/\/(?!127)/)
  })

  it.each(HOSTILE)('shows %j as text wherever it comes', async (hostile) => {
    sandbox = await startSandbox()
    await attack(sandbox, hostile)
    const { page } = callerOf(sandbox)
    for (const html of [(await page()).text, (await page(`?q=${encodeURIComponent(hostile)}`)).text]) {
      expect([...tagsOf(html)].filter((tag) => !OWN_TAGS.split(' ').includes(tag ?? ''))).toEqual([])
      // No attribute but our own, no address but our own.
      const attributes = new Set(
        [...html.matchAll(/<[a-z0-9]+((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/g)].flatMap(([, all = '']) =>
          [...all.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)].map(([, name]) => name),
        ),
      )
      expect([...attributes].filter((name) => name?.startsWith('on') === true || name === 'src')).toEqual([])
      for (const [, address] of html.matchAll(/href="([^"]*)"/g)) expect(address).toMatch(/^(#[a-z]+|\/)$/)
    }
  })

  it('shows everything that a workspace holds', async () => {
    sandbox = await startSandbox()
    await attack(sandbox, 'calm')
    const { track, page } = callerOf(sandbox)
    await track('POST', '/api/v1/segments/7/add_customers', { ids: ['id calm'] })
    await track('PUT', '/api/v1/customers/3', {
      at: 1_700_000_000,
      ms: 1_700_000_000_000,
      text: '2026-01-01T00:00:00Z',
      unsubscribed: '1',
      none: { x: null },
    })
    const { text } = await page()
    for (const shown of [
      'calm@example.com',
      'name calm',
      'event calm',
      'anonymous calm',
      'object calm',
      'relationship calm',
      'token calm',
      'suppressed calm@example.com',
      'The identifier is already associated with a different profile.',
      '/api/v1/nothing/calm?calm=',
      '2023-11-14 22:13:20',
      'milliseconds? not a time in segments',
      'text: not a time in segments',
      'unsubscribed',
      'Sandbox segment',
    ]) {
      expect(text).toContain(shown)
    }
  })

  it('finds people and events', async () => {
    sandbox = await startSandbox()
    const { batch, page } = callerOf(sandbox)
    for (const id of ['anna', 'bert']) {
      await batch({ type: 'person', action: 'event', identifiers: { id }, name: `met_${id}`, attributes: { of: id } })
    }
    const { text } = await page('?q=ANN')
    expect(text).toContain('1 person matches')
    expect(text).toContain('met_anna')
    expect(text).not.toContain('met_bert')
  })

  it('shows a hundred of each, and says so', async () => {
    sandbox = await startSandbox()
    const { batch, page } = callerOf(sandbox)
    const people = Array.from({ length: 250 }, (_, n) => ({
      type: 'person',
      action: 'identify',
      identifiers: { id: `person-${n}` },
      attributes: Object.fromEntries(Array.from({ length: 20 }, (_, k) => [`a${k}`, 'x'.repeat(500)])),
    }))
    await batch(...people.slice(0, 10))
    for (let at = 10; at < 250; at += 20) await batch(...people.slice(at, at + 20))
    const { text } = await page()
    expect(text).toContain('the first 100 are shown')
    expect(text).toContain('10 more')
    expect(text.length).toBeLessThan(1_500_000)
  })

  it.each(['/', '/v1/segments', '/api/v1/accounts/region', '/api/v2/batch', '/other'])(
    'refuses a foreign host name on %s, so that no page elsewhere can read or write',
    async (path) => {
      sandbox = await startSandbox()
      const status = await new Promise((done) => {
        request({ host: '127.0.0.1', port: sandbox.port, path, headers: { host: 'evil.example' } }, (reply) => {
          reply.resume()
          done(reply.statusCode)
        }).end()
      })
      expect(status).toBe(403)
    },
  )
})
