import { HttpClient } from '../../src/customerio/http'

/**
 * A separate program that sends requests at once to a URL, all with one signal, and prints the reply to the last one. For what is
 * visible only from outside a process, or only at its start. Arguments: the URL and the number of requests (default 1).
 */
async function main([url = '', count = '1']: readonly string[]): Promise<void> {
  const http = new HttpClient({
    baseUrl: url,
    authorization: 'Basic dGVzdA==',
    userAgent: 'test',
    maxSockets: Number(count),
    timeoutMs: 10_000,
  })
  const { signal } = new AbortController()
  const call = () =>
    http.call({ method: 'POST', path: '/x', body: Buffer.from('{"a":1}'), signal }).then(
      ({ status, body }) => ({ status, body }),
      (thrown: unknown) => ({ error: (thrown as Error).message }),
    )
  const outcomes = await Promise.all(Array.from({ length: Number(count) }, call))
  http.close()
  process.stdout.write(JSON.stringify(outcomes.at(-1)))
}

void main(process.argv.slice(2))
