import { HttpClient } from '../http'

/** A program of its own: calls the URL it is given once and prints what it got. For what Node reads only at its start. */
async function main(): Promise<void> {
  const http = new HttpClient({
    baseUrl: process.argv[2] ?? '',
    authorization: 'Basic dGVzdA==',
    userAgent: 'test',
    maxSockets: 1,
    timeoutMs: 10_000,
  })
  const outcome = await http.call({ method: 'POST', path: '/x', body: Buffer.from('{"a":1}') }).then(
    ({ status, body }) => ({ status, body }),
    (thrown: unknown) => ({ error: (thrown as Error).message }),
  )
  http.close()
  process.stdout.write(JSON.stringify(outcome))
}

void main()
