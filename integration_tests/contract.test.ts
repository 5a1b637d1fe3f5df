import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEFAULT_CREDENTIALS, startSandbox, type Sandbox } from '../src/sandbox/index'
import { hasOpenApi, OpenApi } from './harness/openapi'

/**
 * Each file of contract/ is one HTTP exchange with Customer.io: a request and the reply to it, what was sent before
 * (`given`), and what can be read afterwards (`effects`: their bodies hold at least what is said). `evidence` says how
 * it is known: `live` was recorded or seen on the real API, `documented` is in the vendor's own words, `assumed` is
 * neither. `schema: false` marks an exchange outside the vendor's OpenAPI document, such as a wrong request.
 */
const FOLDER = join(__dirname, 'contract')

interface Request {
  readonly method: string
  readonly path: string
  readonly auth?: 'app' | 'wrong' | 'none'
  readonly body?: unknown
  /** Instead of a body, as it is. */
  readonly text?: string
}

interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

interface Exchange {
  readonly title: string
  readonly evidence: 'live' | 'documented' | 'assumed'
  readonly source: string
  readonly schema?: false
  readonly settings?: Record<string, never>
  readonly given?: readonly Request[]
  readonly request: Request
  readonly reply: Reply
  readonly effects?: readonly { readonly request: Request; readonly reply: Reply }[]
}

const exchanges = readdirSync(FOLDER)
  .map((name) => ({ name, ...(JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Exchange) }))
  .map((exchange) => ({ ...exchange, request: { ...exchange.request, body: expand(exchange.request.body) } }))

/** What would be too long to write down: `$repeat` a text, `$list` a value, `$names` that many attributes. */
function expand(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expand)
  if (typeof value !== 'object' || value === null) return value
  const { $repeat, $list, $names } = value as {
    $repeat?: [string, number]
    $list?: [unknown, number]
    $names?: number
  }
  if ($repeat !== undefined) return $repeat[0].repeat($repeat[1])
  if ($list !== undefined) return Array<unknown>($list[1]).fill($list[0])
  if ($names !== undefined) return Object.fromEntries(Array.from({ length: $names }, (_, n) => [`a${n}`, n]))
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, expand(inner)]))
}

let sandbox: Sandbox
afterEach(() => sandbox.stop())

async function call({ method, path, auth, body, text }: Request) {
  const { siteId, apiKey, appApiKey } = DEFAULT_CREDENTIALS
  const basic = `Basic ${Buffer.from(`${siteId}:${auth === 'wrong' ? 'wrong' : apiKey}`).toString('base64')}`
  const sent = text ?? (body === undefined ? undefined : JSON.stringify(body))
  const reply = await fetch(sandbox.url + path, {
    method,
    headers: {
      ...(auth === 'none' ? {} : { authorization: auth === 'app' ? `Bearer ${appApiKey}` : basic }),
      'content-type': 'application/json',
    },
    ...(sent === undefined ? {} : { body: sent }),
  })
  const answered = await reply.text()
  expect(answered.endsWith('\n')).toBe(true)
  return { status: reply.status, headers: reply.headers, text: answered, body: JSON.parse(answered) as unknown }
}

describe('contract with Customer.io', () => {
  const openApi = hasOpenApi ? new OpenApi() : undefined

  it.each(exchanges)(
    '$name: $title ($evidence)',
    async ({ settings, given = [], request, reply, effects = [], schema }) => {
      sandbox = await startSandbox({ ...(settings && { settings }) })
      for (const before of given) expect((await call(before)).status).toBeLessThan(300)
      const got = await call(request)
      expect(got.status).toBe(reply.status)
      const body = JSON.parse(JSON.stringify(reply.body ?? null).replaceAll('$self', sandbox.url)) as unknown
      if (reply.body !== undefined) {
        if (schema === false && reply.status === 200) expect(got.body).toMatchObject(body as object)
        else expect(got.body).toEqual(body)
      }
      for (const [name, value] of Object.entries(reply.headers ?? {})) expect(got.headers.get(name)).toBe(value)
      // Errors are printed over several lines, success is two characters.
      if (got.status === 400) expect(got.text).toMatch(/^\{\n {2}"/)
      if (openApi !== undefined && request.auth === undefined && schema !== false) {
        const { method, path } = request
        if (request.text === undefined && request.body !== undefined) {
          expect(openApi.requestErrors(method, path, request.body)).toEqual([])
        }
        expect(openApi.replyErrors(method, path, got.status, got.body)).toEqual([])
      }
      for (const effect of effects) {
        const seen = await call(effect.request)
        expect(seen.status).toBe(effect.reply.status)
        if (effect.reply.body !== undefined) expect(seen.body).toMatchObject(effect.reply.body as object)
      }
    },
  )

  it('has its evidence and a public source in each', async () => {
    sandbox = await startSandbox()
    for (const { evidence, source } of exchanges) {
      expect(['live', 'documented', 'assumed']).toContain(evidence)
      expect(source).toMatch(/^https:\/\/[a-z.]+\//)
    }
  })

  const withDocument = hasOpenApi ? it : it.skip
  withDocument('covers every operation of the vendor’s document but those of messages already sent', async () => {
    sandbox = await startSandbox()
    const api = new OpenApi()
    const covered = new Set(exchanges.map(({ request }) => api.operationOf(request.method, request.path)))
    const missing = api.operations.filter((operation) => !covered.has(operation))
    expect(missing).toEqual([
      'post /unsubscribe/{delivery_id}',
      'post /api/v1/forms/{form_id}/submit',
      'post /api/v1/metrics',
      'post /api/v1/push/events',
    ])
  })

  it('covers every action of every type of version 2', async () => {
    sandbox = await startSandbox()
    const person =
      'identify delete event screen page add_relationships delete_relationships add_device delete_device merge suppress unsuppress'
    const object = 'identify identify_anonymous delete add_relationships delete_relationships'
    const wanted = [
      ...person.split(' ').map((one) => `person ${one}`),
      ...object.split(' ').map((one) => `object ${one}`),
    ]
    const covered = exchanges
      .filter(({ reply, request }) => reply.status === 200 && request.path === '/api/v2/entity')
      .map(({ request }) => request.body as { type: string; action: string })
      .map(({ type, action }) => `${type} ${action}`)
    expect(covered).toEqual(expect.arrayContaining([...wanted, 'delivery event']))
  })
})
