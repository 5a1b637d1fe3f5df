import { generateKeyPairSync } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { startWarehouse, type WarehouseServer } from '../server'
import { ConfigError, TransientError } from '../../../src/core/errors'
import { LosslessNumber } from '../../../src/lib/json'
import { Secret } from '../../../src/lib/secret'
import { describeRelation, readRows, type Warehouse } from '../../../src/warehouse/index'
import { connectSnowflake } from '../../../src/warehouse/snowflake/index'
import type { SessionOptions } from '../../../src/warehouse/snowflake/session'
import type { Authentication, SnowflakeSource } from '../../../src/warehouse/snowflake/source-config'

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' },
})
const USER = {
  name: 'CIO_SYNC',
  password: 'right',
  publicKey,
  accessToken: 'token-of-the-user',
  oauthToken: 'oauth-of-the-user',
}
const KEY_PAIR: Authentication = {
  method: 'key_pair',
  private_key: new Secret(privateKey.replaceAll('\n', '\\n')),
  passphrase: new Secret('open sesame'),
}

let server: WarehouseServer
const messages: string[] = []

beforeAll(async () => {
  process.env['NO_PROXY'] = '127.0.0.1'
  server = await startWarehouse({ users: [USER], inlineRows: 10, chunkRows: 1000 })
})

afterAll(() => server.stop())

function sourceFor(authentication: Authentication, more: Partial<SnowflakeSource> = {}): SnowflakeSource {
  return {
    type: 'snowflake',
    account: server.account,
    username: 'CIO_SYNC',
    authentication,
    url: server.url,
    connect_seconds: 30,
    ...more,
  }
}

function open(authentication: Authentication = KEY_PAIR, more: Partial<SessionOptions> = {}): Promise<Warehouse> {
  const log = (message: string) => void messages.push(message)
  return connectSnowflake(sourceFor(authentication), { log, queryTag: 'test', ...more })
}

async function withWarehouse<T>(
  use: (warehouse: Warehouse) => Promise<T>,
  more: Partial<SessionOptions> = {},
): Promise<T> {
  const warehouse = await open(KEY_PAIR, more)
  try {
    return await use(warehouse)
  } finally {
    await warehouse.close()
  }
}

describe('logging in', () => {
  it('goes through the proxy that ALL_PROXY names, to the address of the account', async () => {
    const before = { ...process.env }
    const stop = new AbortController()
    const asked = new Promise<string>((resolve) => {
      const proxy = createServer((socket) =>
        socket.once('data', (data) => {
          resolve(data.toString())
          socket.destroy()
          proxy.close()
        }),
      ).listen(0, '127.0.0.1', () => {
        process.env['ALL_PROXY'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
        const source = { ...sourceFor(KEY_PAIR), account: 'MYORG.MY_ACCOUNT' }
        delete (source as { url?: string }).url
        connectSnowflake(source, { log: () => undefined, queryTag: 'test', signal: stop.signal }).catch(() => undefined)
      })
    })
    try {
      expect(await asked).toMatch(/^CONNECT myorg-my-account\.snowflakecomputing\.com:443 /)
    } finally {
      stop.abort()
      process.env = before
    }
  })

  it.each<[string, Authentication]>([
    ['an encrypted key pair', KEY_PAIR],
    ['an access token', { method: 'access_token', token: new Secret('token-of-the-user') }],
    ['an OAuth token', { method: 'oauth', token: new Secret('oauth-of-the-user') }],
    ['a password', { method: 'password', password: new Secret('right') }],
  ])('works with %s', async (_, authentication) => {
    const warehouse = await open(authentication)
    await warehouse.close()
  })

  it.each<[string, Authentication, RegExp]>([
    ['an access token', { method: 'access_token', token: new Secret('wrong') }, /does not take the access token/],
    ['an OAuth token', { method: 'oauth', token: new Secret('wrong') }, /does not take the OAuth token/],
    ['a password', { method: 'password', password: new Secret('wrong') }, /does not take the password of the user CIO/],
  ])('says that %s is wrong, and names the account', async (_, authentication, message) => {
    const error = await open(authentication).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ConfigError)
    expect((error as Error).message).toMatch(message)
    expect((error as Error).message).toContain(server.account)
  })

  it('says that a key is not the one of the user', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = other.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
    const error = await open({ method: 'key_pair', private_key: new Secret(pem) }).catch((thrown: unknown) => thrown)
    expect((error as Error).message).toMatch(/does not take the key of the user CIO_SYNC/)
  })

  it('takes a page of a proxy for no Snowflake', async () => {
    server.inject('login_html')
    const error = await open().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TransientError)
    expect((error as Error).message).toMatch(/Something else than the Snowflake account myorg-standin/)
  })

  it.each(['refused', 'silent'])('gives up on a dead host (%s) and says what to try', async (kind) => {
    const dead = createServer()
    await new Promise<void>((listening) => dead.listen(0, '127.0.0.1', listening))
    const url = `http://127.0.0.1:${(dead.address() as AddressInfo).port}`
    if (kind === 'refused') await new Promise((closed) => dead.close(closed))
    const source = sourceFor(KEY_PAIR, { url, connect_seconds: 1 })
    const error = await connectSnowflake(source, { log: () => undefined, queryTag: '' }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(TransientError)
    expect((error as Error).message).toMatch(/account myorg-standin does not answer at .*Check source.account/s)
    if (kind === 'silent') dead.close()
  })
})

describe('reading', () => {
  it('keeps types and every digit', async () => {
    await server.sql(`CREATE TABLE kinds AS SELECT
      12345678901234567890123456789012345678::DECIMAL(38,0) AS "BIG", 7::DECIMAL(38,0) AS "SMALL",
      1234567890.123456789::DECIMAL(38,9) AS "EXACT", 12.50::DECIMAL(10,2) AS "PRICE", 0.1::DOUBLE AS "SHARE",
      true AS "YES", DATE '2024-02-29' AS "DAY", TIME '13:14:15.5' AS "CLOCK",
      TIMESTAMP '2024-02-29 01:59:59.123457' AS "NTZ", TIMESTAMPTZ '2024-02-29 01:59:59+02' AS "LTZ",
      '{"a":[1,9007199254740993]}'::JSON AS "PREFS", ['x','y'] AS "TAGS", 'NULL' AS "WORD", 'ab'::BLOB AS "BYTES"
      UNION ALL SELECT NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL`)
    await withWarehouse(async (warehouse) => {
      const columns = await describeRelation(warehouse, 'kinds', 'the model kinds')
      expect(Object.fromEntries(columns.map(({ name, kind }) => [name, kind]))).toEqual({
        BIG: 'integer',
        SMALL: 'integer',
        EXACT: 'decimal',
        PRICE: 'decimal',
        SHARE: 'float',
        YES: 'boolean',
        DAY: 'date',
        CLOCK: 'time',
        NTZ: 'timestamp_ntz',
        LTZ: 'timestamp_ltz',
        PREFS: 'json',
        TAGS: 'json',
        WORD: 'text',
        BYTES: 'binary',
      })
      const rows = []
      for await (const batch of readRows(warehouse, 'kinds', columns, { what: 'kinds' })) rows.push(...batch)
      expect(rows[0]).toEqual({
        BIG: new LosslessNumber('12345678901234567890123456789012345678'),
        SMALL: 7,
        EXACT: new LosslessNumber('1234567890.123456789'),
        PRICE: 12.5,
        SHARE: 0.1,
        YES: true,
        DAY: '2024-02-29',
        CLOCK: expect.stringMatching(/^13:14:15\.5/) as string,
        NTZ: '2024-02-29T01:59:59.123457000',
        LTZ: '2024-02-28T23:59:59.000000000Z',
        PREFS: { a: [1, new LosslessNumber('9007199254740993')] },
        TAGS: ['x', 'y'],
        WORD: 'NULL',
        BYTES: 'YWI=',
      })
      expect(Object.values(rows[1] ?? {}).every((value) => value === null)).toBe(true)
    })
  })

  const readIds = async (warehouse: Warehouse, onBatch?: (rows: number) => void) => {
    const columns = await describeRelation(warehouse, 'many', 'many')
    const ids: unknown[] = []
    for await (const batch of readRows(warehouse, 'many', columns, { what: 'many' })) {
      ids.push(...batch.map(({ N }) => N))
      onBatch?.(ids.length)
    }
    return ids
  }
  const expected = Array.from({ length: 5000 }, (_, n) => n)

  beforeAll(() => server.sql('CREATE TABLE many AS SELECT range AS "N" FROM range(5000)'))

  it('goes on where a result broke off when the addresses of its chunks expire', async () => {
    let expired = false
    const ids = await withWarehouse(
      (warehouse) =>
        readIds(warehouse, (rows) => {
          if (rows < 1500 || expired) return
          expired = true
          server.expireChunks()
        }),
      { stallMs: 500 },
    )
    server.reviveChunks()
    expect(expired).toBe(true)
    expect(ids).toEqual(expected)
  })

  it('fetches new addresses before the old ones expire', async () => {
    const ids = await withWarehouse((warehouse) => readIds(warehouse), { refreshMs: 0 })
    expect(ids).toEqual(expected)
  })

  it.each([
    'session_expired',
    'query_503',
    'slow_start',
    'chunk_reset',
    'chunk_short',
    'chunk_empty',
    'chunk_cut',
    'result_short',
  ] as const)('returns every row once after %s', async (fault) => {
    await withWarehouse(async (warehouse) => {
      server.inject(fault)
      expect(await readIds(warehouse)).toEqual(expected)
    })
  })

  it.each(['chunk_short', 'chunk_empty', 'chunk_cut', 'result_short'] as const)(
    'returns the rows before the gap, and fails with a temporary error, if every opening has %s',
    async (fault) => {
      await withWarehouse(async (warehouse) => {
        server.inject(fault, Infinity)
        const seen: unknown[] = []
        const reading = (async () => {
          const columns = await describeRelation(warehouse, 'many', 'many')
          for await (const batch of readRows(warehouse, 'many', columns, { what: 'many' }))
            seen.push(...batch.map(({ N }) => N))
        })()
        const error = await reading.catch((thrown: unknown) => thrown)
        server.inject(fault, 0)
        expect(error).toBeInstanceOf(TransientError)
        expect((error as Error).message).toMatch(/^Snowflake sent 10 of 5000 rows of a result/)
        expect(seen).toEqual(expected.slice(0, 10))
      })
    },
  )

  it('names the model whose query is wrong', async () => {
    await withWarehouse(async (warehouse) => {
      const error = await describeRelation(warehouse, 'nowhere', 'the model people').catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(ConfigError)
      expect((error as Error).message).toMatch(/^Snowflake refuses the model people: SQL compilation error/)
    })
  })
})

it('refuses two columns of one name', async () => {
  const column = { name: 'A', kind: 'text', sqlType: 'VARCHAR', nullable: true } as const
  const warehouse = { describe: () => Promise.resolve([column, column]) } as unknown as Warehouse
  const reading = describeRelation(warehouse, 'x', 'the model people')
  await expect(reading).rejects.toThrow('Two columns of the model people have the name A.')
})
