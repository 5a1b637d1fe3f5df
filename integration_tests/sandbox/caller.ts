import { DEFAULT_CREDENTIALS, type Sandbox } from '../../src/sandbox/server'

export interface Called {
  readonly status: number
  readonly text: string
  readonly body: unknown
}

/** Calls of the sandbox's APIs, with its default credentials. */
export function callerOf(sandbox: Sandbox) {
  const { siteId, apiKey, appApiKey } = DEFAULT_CREDENTIALS
  const basic = `Basic ${Buffer.from(`${siteId}:${apiKey}`).toString('base64')}`
  const call = async (authorization: string, method: string, path: string, body?: unknown): Promise<Called> => {
    const reply = await fetch(sandbox.url + path, {
      method,
      redirect: 'manual',
      headers: { authorization },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await reply.text()
    return { status: reply.status, text, body: text.startsWith('{') ? (JSON.parse(text) as unknown) : undefined }
  }
  return {
    track: (method: string, path: string, body?: unknown) => call(basic, method, path, body),
    batch: (...batch: readonly unknown[]) => call(basic, 'POST', '/api/v2/batch', { batch }),
    app: (path: string, body?: unknown) => call(`Bearer ${appApiKey}`, body === undefined ? 'GET' : 'POST', path, body),
    page: async (query = '') => {
      const reply = await fetch(`${sandbox.url}/${query}`)
      return { headers: reply.headers, text: await reply.text() }
    },
  }
}

/** Input of an attacker who tries to inject markup: scripts, tags, URLs, unusual characters. */
export const HOSTILE = [
  '<script>window.hacked=1</script>',
  '"><img src=x onerror="window.hacked=1">',
  "'><svg/onload=window.hacked=1>",
  '</title></style></table><iframe src="javascript:window.hacked=1"></iframe>',
  'javascript:window.hacked=1',
  '`${window.hacked=1}`',
  '&lt;b&gt;&#60;',
  '\u202eesrever\u0000\u2028',
  '{{constructor.constructor("window.hacked=1")()}}',
] as const

/** Puts one hostile text into every field of the workspace that a request can reach. */
export async function attack(sandbox: Sandbox, text: string): Promise<void> {
  const { track, batch } = callerOf(sandbox)
  const id = `id ${text}`
  const object = { object_type_id: '1', object_id: `object ${text}` }
  const relationships = [{ identifiers: object, relationship_attributes: { [`relationship ${text}`]: text } }]
  const identifiers = { id }
  const attributes = { email: `${text}@example.com`, [`name ${text}`]: text, list: [text], inner: { [text]: text } }
  const { status, text: answered } = await batch(
    { type: 'person', action: 'identify', identifiers, attributes, cio_relationships: relationships },
    {
      type: 'person',
      action: 'identify',
      identifiers: { id: `second ${text}` },
      attributes: { email: attributes.email },
    },
    { type: 'object', action: 'identify', identifiers: object, attributes: { [`field ${text}`]: text } },
    { type: 'person', action: 'event', identifiers, name: `event ${text}`, attributes: { [`key ${text}`]: text } },
    { type: 'person', action: 'event', identifiers: { anonymous_id: `anonymous ${text}` }, name: 'a' },
    { type: 'person', action: 'add_device', identifiers, device: { token: `token ${text}`, platform: 'ios', x: text } },
    { type: 'person', action: 'suppress', identifiers: { email: `suppressed ${text}@example.com` } },
  )
  if (status !== 200) throw new Error(answered)
  await track('POST', `/api/v1/nothing/${encodeURIComponent(text)}?${encodeURIComponent(text)}=<b>`, {})
}
