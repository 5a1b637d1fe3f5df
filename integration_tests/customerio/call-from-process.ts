import { HttpClient } from '../../src/customerio/http'

/**
 * A program of its own: sends as many requests at once as it is told (one, if it is told nothing) to the URL it is given,
 * all with one signal, and prints what the last of them got. For what is seen only from outside a process, or only at its start.
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
