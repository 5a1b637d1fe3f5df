import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync, gzipSync } from 'node:zlib'
import { TransientError } from '../../../src/core/errors'
import { Secret } from '../../../src/lib/secret'
import { openSession, type SnowflakeSession } from '../../../src/warehouse/snowflake/session'

/** What the server replies to a query, as Snowflake writes it. Rows are numbers from 0 on. */
interface Script {
  readonly total: number
  readonly returned: number
  readonly inline: number
  /** The announced size of each chunk, and how many rows it has each time it is asked for; the last one stays. */
  readonly chunks: readonly { readonly announced: number; readonly held: readonly number[] }[]
}

let server: Server
let script: Script
let asked: number[]

beforeEach(async () => {
  process.env['NO_PROXY'] = '127.0.0.1'
  asked = []
  server = createServer((request, response) => {
    const body: Buffer[] = []
    request.on('data', (data: Buffer) => body.push(data))
    const path = (request.url ?? '').split('?')[0] ?? ''
    const send = (data: unknown) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ success: true, code: null, message: null, data }))
    }
    if (path === '/session/v1/login-request')
      send({
        token: 't',
        masterToken: 'm',
        validityInSeconds: 3600,
        masterValidityInSeconds: 3600,
        sessionId: 1,
        parameters: [],
      })
    else if (path === '/queries/v1/query-request')
      // A session that is opened again sends its settings again.
      request.on('end', () => send(resultOf(textOf(request, body).includes(SQL) ? script : ONE_ROW)))
    else if (path.endsWith('/result')) send(resultOf(script))
    else if (path.startsWith('/monitoring/')) send({ queries: [{ status: 'SUCCESS' }] })
    else if (path.startsWith('/chunks/')) {
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' })
      response.end(chunk(Number(path.split('/')[2])))
    } else send(null)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
})

const SQL = 'SELECT N'
const ONE_ROW: Script = { total: 1, returned: 1, inline: 1, chunks: [] }

function textOf({ headers }: IncomingMessage, body: readonly Buffer[]): string {
  const bytes = Buffer.concat(body)
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString()
}

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const rows = (from: number, count: number) => Array.from({ length: count }, (_, n) => [String(from + n)])

function resultOf({ total, returned, inline, chunks }: Script): unknown {
  return {
    queryId: '00000000-0000-0000-0000-000000000001',
    version: 1,
    statementTypeId: 4096,
    total,
    returned,
    queryResultFormat: 'json',
    parameters: [],
    rowtype: [{ name: 'N', type: 'fixed', precision: 38, scale: 0, length: null, byteLength: null, nullable: true }],
    rowset: rows(0, inline),
    chunkHeaders: {},
    chunks: chunks.map(({ announced }, index) => ({
      url: `${url()}/chunks/${index}`,
      rowCount: announced,
      uncompressedSize: 1,
      compressedSize: 1,
    })),
  }
}

function chunk(index: number): Buffer {
  const { inline, chunks } = script
  const from = inline + chunks.slice(0, index).reduce((sum, { announced }) => sum + announced, 0)
  const { held } = chunks[index]!
  const times = asked.filter((one) => one === index).length
  asked.push(index)
  const count = held[Math.min(times, held.length - 1)] ?? 0
  return gzipSync(JSON.stringify(rows(from, count)).slice(1, -1))
}

/** Reads the scripted result. Any other statement has a result of one row. */
async function readAll(result: Script): Promise<readonly number[]> {
  script = result
  const session: SnowflakeSession = await openSession(
    {
      type: 'snowflake',
      account: 'scripted',
      username: 'U',
      authentication: { method: 'password', password: new Secret('p') },
      url: url(),
      connect_seconds: 30,
    },
    { log: () => undefined, queryTag: 'test' },
  )
  try {
    const seen: number[] = []
    for await (const batch of session.stream({ sql: SQL, what: 'the numbers' }))
      seen.push(...batch.map(([cell]) => Number(cell)))
    return seen
  } finally {
    await session.close()
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)

it('reads a result of inline rows and chunks', async () => {
  const chunks = [100, 50].map((announced) => ({ announced, held: [announced] }))
  expect(await readAll({ total: 160, returned: 160, inline: 10, chunks })).toEqual(upTo(160))
  expect(await readAll({ total: 150, returned: 150, inline: 0, chunks })).toEqual(upTo(150))
  expect(await readAll({ total: 0, returned: 0, inline: 0, chunks: [] })).toEqual([])
})

it('reads a chunk again that has fewer rows than announced, and repeats no row', async () => {
  const chunks = [
    { announced: 1000, held: [900, 1000] },
    { announced: 1000, held: [1000, 0, 1000] },
  ]
  expect(await readAll({ total: 2010, returned: 2010, inline: 10, chunks })).toEqual(upTo(2010))
})

it.each<[string, Script]>([
  [
    'a chunk always has 900 of 1000 rows',
    { total: 1010, returned: 1010, inline: 10, chunks: [{ announced: 1000, held: [900] }] },
  ],
  ['the total is 500 and 10 rows are returned', { total: 500, returned: 10, inline: 10, chunks: [] }],
  ['500 rows are returned and 10 are there', { total: 500, returned: 500, inline: 10, chunks: [] }],
  ['a chunk has 70 of 50 rows', { total: 60, returned: 60, inline: 10, chunks: [{ announced: 50, held: [70] }] }],
  ['the chunk is empty', { total: 510, returned: 510, inline: 10, chunks: [{ announced: 500, held: [0] }] }],
])('fails with a temporary error if %s', async (_, incomplete) => {
  const error = await readAll(incomplete).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(TransientError)
  expect((error as Error).message).toMatch(new RegExp(`^Snowflake sent 10 of ${incomplete.total} rows of a result`))
})
