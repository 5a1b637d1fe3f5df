import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadActivation, parseDuration } from './activation'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'activation-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const GOOD = `
source:
  account: myorg-myaccount
  username: CIO_SYNC
  authentication:
    method: key_pair
    private_key: { file: key.p8 }
    passphrase: { env: KEY_PASSPHRASE }
destination:
  credentials:
    site_id: { env: CIO_SITE_ID }
    api_key: { env: CIO_API_KEY }
models:
  - name: orders
    query: |
      SELECT * FROM ORDERS -- all of them;
      ;
    key: ORDER_ID
    rule: { object: event, id_column: USER_ID, event_name: ordered, timestamp_column: AT }
    changes: { method: cursor, column: UPDATED_AT }
    cadence: { within: 24h }
    every: 1h
  - name: people
    table: DB.PUBLIC."People of today"
    key: [ID]
    rule: { object: person, id_column: ID }
    changes: { method: diff }
    removed: { action: delete }
    events_on_change:
      - { attribute: cart_status, from: open, to: null, event_name: cart_gone }
`
const ENV = { KEY_PASSPHRASE: 'open sesame', CIO_SITE_ID: 'site-1234', CIO_API_KEY: 'key-1234' }

function load(yaml: string, env: Record<string, string> = ENV) {
  const path = join(folder, 'activation.yml')
  writeFileSync(path, yaml)
  writeFileSync(join(folder, 'key.p8'), 'the key\n')
  return loadActivation(path, env)
}

function problemsOf(yaml: string, env?: Record<string, string>): string {
  try {
    load(yaml, env)
  } catch (thrown) {
    return (thrown as Error).message
  }
  return ''
}

describe('loadActivation', () => {
  it('reads secrets from the environment and from files, and applies defaults', () => {
    const { activation, warnings, secrets } = load(GOOD)
    expect(warnings).toEqual([])
    expect(secrets).toEqual(expect.arrayContaining(['the key', 'open sesame', 'site-1234', 'key-1234']))
    expect(JSON.stringify(activation)).not.toMatch(/the key|open sesame|key-1234/)
    expect(activation.name).toBe('activation')
    expect(activation.state).toEqual({
      store: 'local',
      directory: join(folder, 'activation.state'),
      schema: 'CIO_SYNC',
      lease_minutes: 10,
    })
    const { authentication } = activation.source
    expect(authentication.method === 'key_pair' && authentication.private_key.reveal()).toBe('the key')
    expect(activation.config.delivery.flush_seconds).toBe(5)
  })

  it('removes white space around a secret of the environment, and reports one that is blank', () => {
    const { secrets } = load(GOOD, { ...ENV, CIO_API_KEY: ' key-5678\r\n' })
    expect(secrets).toContain('key-5678')
    expect(problemsOf(GOOD, { ...ENV, CIO_API_KEY: ' \n' })).toContain(
      'expected a value in the environment variable CIO_API_KEY; found none.',
    )
    // One cause, one problem.
    expect(problemsOf(GOOD, { ...ENV, CIO_API_KEY: ' \n' })).not.toContain('problems')
  })

  it.each(['my account', 'https://example.com', 'http://myorg-myaccount.snowflakecomputing.com'])(
    'reports %s, which is not an account',
    (account) =>
      expect(problemsOf(GOOD.replace(/account: .*/, `account: '${account}'`))).toContain(
        `source.account: expected an account identifier such as myorg-myaccount`,
      ),
  )

  it('runs models of people before those of their events, and sets the stream of each rule to its model', () => {
    const { activation } = load(GOOD)
    expect(activation.models.map(({ name }) => name)).toEqual(['people', 'orders'])
    expect(activation.config.streams).toMatchObject([
      { stream: 'orders', object: 'event', operation: 'insert' },
      { stream: 'people', object: 'person' },
    ])
    const [people, orders] = activation.models
    expect(people).toMatchObject({
      relation: 'DB.PUBLIC."People of today"',
      changes: { method: 'diff' },
      removed: { action: 'delete', max_percent: 10 },
    })
    expect(people?.events_on_change).toEqual([
      { attribute: 'cart_status', from: 'open', to: null, event_name: 'cart_gone', columns: [] },
    ])
    expect(orders).toMatchObject({
      relation: '(\nSELECT * FROM ORDERS -- all of them\n)',
      key: ['ORDER_ID'],
      changes: { method: 'cursor', column: 'UPDATED_AT', lag_seconds: 120 },
      everyMs: 3_600_000,
      cadence: { withinMs: 86_400_000, column: 'UPDATED_AT' },
    })
  })

  it('reports every problem of every part in one list', () => {
    const message = problemsOf(
      `
source:
  account: 7
  authentication: { method: keypair, private_key: { env: NOBODY_SET_IT } }
destination:
  credentials: { site_id: { file: nowhere }, api_key: x }
  delivery: { requests_per_second: fast }
  streams: []
models:
  - name: people
    table: "people; drop table people"
    rule: { object: person, operation: replace }
    changes: { method: diff }
    every: soon
  - name: people
    rule: { object: event }
    removed: { action: clear_attributes }
    cadence: { within: 1h }
`,
      {},
    )
    expect(message.split('\n')).toEqual([
      expect.stringMatching(/^The activation has \d+ problems:$/),
      '- source.authentication.private_key: expected a value in the environment variable NOBODY_SET_IT; found none.',
      '- destination.credentials.site_id: expected a file at nowhere; it cannot be read (ENOENT).',
      '- source.account: expected text in quotes; found 7.',
      '- source.authentication.method: expected one of key_pair, access_token, oauth, password; found "keypair". Did you mean key_pair?',
      '- destination.streams: expected no stream rules, because each model has its own. Fix: move each to rule of its model.',
      '- destination.delivery.requests_per_second: expected a number; found "fast".',
      '- models[0].rule.operation: expected one of upsert, update, delete; found "replace".',
      '- models[0].key: expected the columns of a key, which diff needs; found none.',
      '- models[0].table: expected a name such as DB.SCHEMA.NAME; found "people; drop table people".',
      '- models[0].every: expected a duration such as 90s, 15m, 24h or 7d; found "soon".',
      '- models[1].name: expected a unique name; another model has this one. Fix: rename one of the two.',
      '- models[1].removed.action: expected changes.method to be diff, the only method that compares with earlier rows.',
      '- models[1].removed.action: expected a person, whose attributes can be cleared; found "event".',
      '- models[1].cadence.column: expected the column with the time of a row; found none.',
      '- models[1]: expected one of table, view and query; found none.',
    ])
  })

  it('requires a user for a key pair or a password', () => {
    expect(problemsOf(GOOD.replace('  username: CIO_SYNC\n', ''))).toMatch(
      /source.username: expected the user that the key_pair belongs to; found none/,
    )
  })

  it('warns about unknown options', () => {
    const { warnings } = load(
      GOOD.replace('account:', 'acount: x\n  account:').replace(
        'id_column: USER_ID',
        'id_column: USER_ID, comment: ours',
      ),
    )
    expect(warnings).toEqual([
      'The configuration has an unknown option source.acount, which does nothing. Did you mean account?',
      'The configuration has an unknown option models[0].rule.comment, which does nothing.',
    ])
  })

  it('does not show the text of a file that is not YAML', () => {
    const message = problemsOf('source: {\n  password: "secret-word\n')
    expect(message).toMatch(/is not YAML: line \d+, column \d+: [A-Z_]+/)
    expect(message).not.toContain('secret-word')
    expect(problemsOf('just text')).toMatch(/must be a YAML mapping/)
    expect(() => loadActivation(join(folder, 'absent.yml'), {})).toThrow(/cannot be read from .*ENOENT/)
  })
})

it.each([
  ['90s', 90_000],
  ['15m', 900_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
  ['0m', undefined],
  ['1.5h', undefined],
  ['15', undefined],
])('reads the duration %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})
