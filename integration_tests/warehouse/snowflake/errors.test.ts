import { ConfigError, TransientError } from '../../../src/core/errors'
import { Secret } from '../../../src/lib/secret'
import { describeRelation, readRows } from '../../../src/warehouse/index'
import { connectSnowflake } from '../../../src/warehouse/snowflake/index'
import { PASSWORD_USER, startWarehouse, type Refusal, type WarehouseServer } from '../server'

let server: WarehouseServer

beforeAll(async () => {
  process.env['NO_PROXY'] = '127.0.0.1'
  server = await startWarehouse({ users: [PASSWORD_USER] })
  await server.sql(`CREATE TABLE people AS SELECT 'p' || range AS "ID" FROM range(3)`)
})

afterAll(() => server.stop())
afterEach(() => server.refuse('model', { code: '' }, 0))

function connect() {
  return connectSnowflake(
    {
      type: 'snowflake',
      account: server.account,
      username: PASSWORD_USER.name,
      authentication: { method: 'password', password: new Secret(PASSWORD_USER.password ?? '') },
      url: server.url,
      connect_seconds: 30,
    },
    { log: () => undefined, queryTag: 'test', repeatMs: [1, 1] },
  )
}

async function readPeople(): Promise<number> {
  const warehouse = await connect()
  try {
    const columns = await describeRelation(warehouse, 'people', 'the model people')
    let rows = 0
    for await (const batch of readRows(warehouse, 'people', columns, { what: 'the model people' })) rows += batch.length
    return rows
  } finally {
    await warehouse.close()
  }
}

async function errorOf(what: 'login' | 'model', refusal: Refusal): Promise<Error> {
  server.refuse(what, refusal, Infinity)
  const error = await readPeople().catch((thrown: unknown) => thrown)
  server.refuse(what, refusal, 0)
  expect(error).toBeInstanceOf(Error)
  return error as Error
}

describe('an error of a statement', () => {
  it.each([
    ['000603', 'XX000'],
    ['000604', '57014'],
    ['000605', '02000'],
    ['000606', '57P03'],
    ['000625', '57014'],
    ['000630', '57014'],
    ['999999', '57P01'],
    ['999999', 'XX000'],
    ['999999', '08006'],
    ['390114', '08001'],
  ])('is temporary with code %s and SQLSTATE %s', async (code, sqlState) => {
    const error = await errorOf('model', { code, sqlState })
    expect(error).toBeInstanceOf(TransientError)
    expect(error.message).toMatch(
      code === '390114' ? /Snowflake/ : /^Snowflake refuses the model people: It cannot be done/,
    )
  })

  it.each([
    ['002003', '02000', /source\.database, source\.schema and source\.role/],
    ['002003', '42S02', /source\.role, and grant SELECT/],
    ['003001', '42501', /Grant it to the role/],
    ['001003', '42000', /SQL|It cannot/],
    ['090073', '22000', /Raise its quota, or set another source\.warehouse/],
    ['100038', '22018', /It cannot be done/],
    ['100090', '42P18', /Make the key of the model unique/],
    ['000002', '0A000', /It cannot be done/],
  ])('is for the user with code %s and SQLSTATE %s', async (code, sqlState, message) => {
    const error = await errorOf('model', { code, sqlState })
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toMatch(message)
  })

  it('names the option for a warehouse that is missing', async () => {
    const { message } = await errorOf('model', { code: '000606', sqlState: '57P03' })
    expect(message).toMatch(/no active warehouse.*source\.warehouse.*GRANT USAGE ON WAREHOUSE/)
  })

  it.each([
    ['000603', 'XX000'],
    ['300002', 'XX000'],
  ])('is repeated if Snowflake itself failed (%s)', async (code, sqlState) => {
    server.refuse('model', { code, sqlState }, 2)
    expect(await readPeople()).toBe(3)
  })
})

describe('an error of a login', () => {
  it.each(['390101', '390140', '390201', '390114'])('is temporary with code %s', async (code) => {
    expect(await errorOf('login', { code })).toBeInstanceOf(TransientError)
  })

  it.each([
    ['390100', 'Incorrect username or password', /password of the user CIO_SYNC/],
    ['390144', 'JWT token is invalid', /key of the user CIO_SYNC.*source\.username/],
    ['390189', 'Role X is not granted', /source\.role/],
    ['390303', 'Invalid OAuth access token', /OAuth token/],
    ['390422', 'IP 1.2.3.4 is not allowed', /network policy/],
    ['394400', 'Programmatic access token is invalid', /access token/],
    ['390197', 'Multi-factor authentication is required', /key_pair or access_token/],
    ['394999', 'MFA enrollment is required for this user', /key_pair or access_token/],
    ['390999', 'Something else', /refused the user CIO_SYNC: Something else/],
  ])('is for the user with code %s, and says what to change', async (code, message, expected) => {
    const error = await errorOf('login', { code, message })
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toMatch(expected)
  })
})

describe('a message about values of rows', () => {
  it.each([
    ['42P18', `Duplicate row detected during DML action\nRow Values: ["a", "jo@acme.test", 12]`],
    ['22018', `Numeric value 'jo@acme.test' is not recognized`],
    ['22007', `Timestamp 'O'Hara, jo@acme.test' is not recognized`],
    ['22P02', `Error parsing JSON: unknown keyword "jo@acme.test", pos 3`],
    ['22018', 'Failed to cast variant value "jo@acme.test" to FIXED'],
    ['22018', 'Failed to cast variant value {"email":"jo@acme.test"} to DATE'],
    ['22003', 'Number out of representable range: type FIXED[SB8](18,0){nullable}, value 491711234567'],
    ['22000', `String 'jo@acme.test, 491711234567' is too long and would be truncated`],
  ])('is shown without them (%s)', async (sqlState, message) => {
    const error = await errorOf('model', { code: '100038', sqlState, message })
    expect(error.message).not.toMatch(/jo@acme|Hara|491711/)
    expect(error.message).toContain(message.slice(0, 6))
  })

  it('keeps the SQL of other messages', async () => {
    const message = `SQL compilation error: invalid identifier 'EMIAL'`
    expect((await errorOf('model', { code: '000904', sqlState: '42000', message })).message).toContain(message)
  })
})
