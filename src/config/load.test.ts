import fc from 'fast-check'
import { ConfigError } from '../core/errors'
import { loadConfig } from './load'

const CREDENTIALS = { site_id: 'the-site', api_key: 'the-key' }
const load = (more: object = {}) => loadConfig({ credentials: CREDENTIALS, ...more })

/** The lines of the error. */
function problemsOf(json: unknown): readonly string[] {
  try {
    loadConfig(json)
    return []
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ConfigError)
    return (thrown as Error).message.split('\n').slice(1)
  }
}
const problemsWith = (more: object) => problemsOf({ credentials: CREDENTIALS, ...more })

describe('loading a configuration', () => {
  it('fills in every default that docs/options.md names', () => {
    expect(load().config).toMatchObject({
      region: 'auto',
      streams: [],
      null_handling: 'skip',
      clear_with: 'empty_string',
      empty_text: 'as_null',
      attributes: [],
      unknown_attributes: 'send',
      invalid_values: 'reject_record',
      time_zone: 'UTC',
      dates_as: 'timestamp',
      identity: { normalize_email: true, conflicts: 'reject_record' },
      events: {
        missing_id: 'reject_record',
        missing_timestamp: 'reject_record',
        live_hours: 72,
        stale: 'send',
        rename_suffix: '_historical',
        max_future_minutes: 60,
        keep_ulids: false,
      },
      delivery: { requests_per_second: 100, max_in_flight: 16, max_retry_minutes: 30, flush_seconds: 5 },
      guards: { max_rejected_percent: 50, max_null_percent: [], max_deletes: 1000 },
      test_cohort: [],
      object_storage_config: { storage_type: 'None' },
      endpoints: {},
    })
    expect(load().config.events.max_live_events).toBeUndefined()
    expect(load().config.guards.max_people).toBeUndefined()
  })

  it('applies the defaults of the branch of a rule, and does not change its input', () => {
    const given = { credentials: CREDENTIALS, streams: [{ stream: 's', object: 'event', columns: {} }] }
    const before = JSON.stringify(given)
    expect(loadConfig(given).config.streams).toEqual([
      {
        stream: 's',
        object: 'event',
        operation: 'insert',
        missing_identifier: 'reject_record',
        event_id_scope: '',
        deleted_rows: 'skip',
        columns: { name_style: 'auto' },
      },
    ])
    expect(JSON.stringify(given)).toBe(before)
  })

  it('accepts the option names of the connector of Airbyte without a warning', () => {
    const { config, warnings } = loadConfig({
      credentials: { siteId: ' a ', apiKey: 'b' },
      identifierType: 'id',
      object_storage_config: {
        storage_type: 'S3',
        s3_bucket_name: 'bucket',
        s3_bucket_region: 'eu-west-1',
        bucket_path: 'p/',
        access_key_id: 'AKIA',
        secret_access_key: 'shh',
        format: { format_type: 'CSV' },
        path_format: 'x',
        file_name_format: 'y',
      },
    })
    expect([config.credentials.site_id.reveal(), config.credentials.api_key.reveal()]).toEqual(['a', 'b'])
    expect(config.credentials.app_api_key).toBeUndefined()
    expect(warnings).toEqual([])
  })

  it('treats null as an omitted option', () =>
    expect(
      load({
        region: null,
        guards: { max_people: null },
        streams: [{ stream: 's', object: 'person', namespace: null }],
      }).config,
    ).toMatchObject({
      region: 'auto',
      streams: [{ stream: 's' }],
    }))

  it('wraps every secret, and returns the secrets to mask', () => {
    const storage = {
      storage_type: 'S3',
      s3_bucket_name: 'b',
      s3_bucket_region: '',
      bucket_path: '',
      access_key_id: 'AKIA-id',
      secret_access_key: 'secret-key',
    }
    const { config, secrets } = load({
      credentials: { ...CREDENTIALS, app_api_key: 'app' },
      object_storage_config: storage,
    })
    expect([...secrets].sort()).toEqual(['AKIA-id', 'app', 'secret-key', 'the-key', 'the-site'])
    for (const secret of secrets) expect(JSON.stringify(config)).not.toContain(`"${secret}"`)
    expect(load({ credentials: { ...CREDENTIALS, app_api_key: '' } }).config.credentials.app_api_key).toBeUndefined()
  })
})

describe('problems', () => {
  it('are reported together, each with the expected and the found value', () => {
    const problems = problemsOf({
      credentials: { site_id: '' },
      region: 'ue',
      time_zone: 'Europe/Berlln',
      streams: [
        { object: 'persn', stream: 's' },
        { object: 'person' },
        { stream: 's' },
        5,
        { object: 'object', stream: 's', object_type_id: 'x' },
      ],
      attributes: [
        { attribute: '', time_zone: 'x' },
        { attribute: 'a', type: 'date' },
      ],
      delivery: { requests_per_second: 0, max_in_flight: 1000, flush_seconds: 'soon' },
      guards: { max_people: '10', max_null_percent: [{ attribute: 'a' }], max_rejected_percent: -1 },
      test_cohort: [true],
      events: { keep_ulids: 'yes' },
      identity: 'x',
      endpoints: { track_url: 'ftp://user:pass@host' },
      object_storage_config: { storage_type: 'GCS' },
    })
    expect(problems).toEqual([
      '- region: expected one of auto, us, eu; found "ue". Did you mean us?',
      '- streams[3]: expected an object; found 5.',
      '- attributes[0].attribute: expected text that is not empty; found "".',
      '- attributes[1].type: expected one of string, number, boolean, timestamp, json, any; found "date".',
      '- identity: expected an object; found "x".',
      '- events.keep_ulids: expected true or false; found "yes".',
      '- delivery.requests_per_second: expected more than 0; found 0.',
      '- delivery.max_in_flight: expected 256 or less; found 1000.',
      '- delivery.flush_seconds: expected a number; found "soon".',
      '- guards.max_rejected_percent: expected 0 or more; found -1.',
      '- guards.max_people: expected a whole number; found "10".',
      '- guards.max_null_percent[0].percent: expected a value; found none. The largest share of rows with a null that you expect.',
      '- test_cohort[0]: expected text in quotes; found true.',
      expect.stringMatching(/^- streams\[0\]\.object: expected one of person, event, .*; found "persn"\./),
      '- streams[1].stream: expected a value; found none. The name of your source stream.',
      expect.stringMatching(/^- streams\[2\]\.object: expected one of .*; found nothing\./),
      '- streams[4].object_type_id: expected a number from 1 on, such as 1; found "x".',
      '- object_storage_config.storage_type: expected one of None, S3, LOCAL; found "GCS".',
      expect.stringMatching(/^- credentials\.site_id: expected the Site ID of a Track API key pair; found none\./),
      expect.stringMatching(/^- credentials\.api_key: expected the API key of a Track API key pair; found none\./),
      '- time_zone: expected an IANA time zone such as Europe/Berlin; found "Europe/Berlln".',
      '- attributes[0].time_zone: expected an IANA time zone such as Europe/Berlin; found "x".',
      '- endpoints.track_url: expected a URL with http or https; found "ftp://***@host".',
    ])
  })

  it.each([
    [
      {
        object_storage_config: {
          storage_type: 'S3',
          s3_bucket_name: 'b',
          s3_bucket_region: '',
          bucket_path: '',
          access_key_id: 'x',
        },
      },
      'object_storage_config: expected access_key_id and secret_access_key together',
    ],
    [
      { object_storage_config: { storage_type: 'LOCAL' } },
      'object_storage_config.directory: expected a value; found none. An absolute path.',
    ],
    [
      { streams: [{ stream: 's', object: 'event', event_name: 'x'.repeat(101) }] },
      'streams[0].event_name: expected text of at most 100 characters',
    ],
    [
      { streams: [{ stream: 's', object: 'device', platform: 'windows' }] },
      'streams[0].platform: expected one of ios, android; found "windows".',
    ],
    [{ streams: 'all' }, 'streams: expected a list; found "all".'],
    [{ region: { a: 'x'.repeat(200) } }, '...'],
  ])('%j', (more, problem) => {
    const problems = problemsWith(more)
    expect(problems).toEqual(expect.arrayContaining([expect.stringContaining(problem)]))
  })

  it.each([5, null, [], 'text'])('of %j are that it is not an object', (json) =>
    expect(() => loadConfig(json)).toThrow('The configuration must be a JSON object.'),
  )

  it('never show a secret, even at a wrong position', () => {
    const secret = 'sk-very-secret'
    const misplaced: readonly object[] = [
      { credentials: secret },
      { credentials: [secret] },
      { credentials: { site_id: { value: secret }, api_key: 'x' } },
      { credentials: { ...CREDENTIALS, app_api_key: 5 } },
      { credentials: CREDENTIALS, object_storage_config: secret },
      { credentials: CREDENTIALS, object_storage_config: { storage_type: 'S3', access_key_id: [secret] } },
    ]
    for (const json of misplaced) {
      const problems = problemsOf(json)
      expect(problems).not.toEqual([])
      expect(problems.join()).not.toContain(secret)
    }
    expect(problemsOf(misplaced[0])[0]).toBe('- credentials: expected an object; found text, which is not shown.')
    expect(problemsOf(misplaced[1])[0]).toBe('- credentials: expected an object; found a list, which is not shown.')
    expect(problemsOf(misplaced[2])[0]).toBe(
      '- credentials.site_id: expected text in quotes; found an object, which is not shown.',
    )
    expect(problemsOf(misplaced[3])[0]).toBe(
      '- credentials.app_api_key: expected text in quotes; found a number, which is not shown.',
    )
  })

  it('beyond the schema are checked in the valid parts', () => {
    let seen: unknown
    const broken = {
      credentials: CREDENTIALS,
      streams: [{ stream: 'a', object: 'person' }, { stream: 'b', object: 'x' }, 7],
      attributes: [{}],
      events: 5,
    }
    expect(() =>
      loadConfig(broken, (config) => {
        seen = { streams: config.streams, attributes: config.attributes, events: config.events }
        return [{ code: 'missing_default_value', path: ['attributes', 7, 'default_value'], subject: 'plan' }]
      }),
    ).toThrow(
      /\n- attributes\[7\] \(plan\)\.default_value: expected a value, because null_handling is default; found none\.$/,
    )
    expect(seen).toEqual({
      streams: [
        expect.objectContaining({ stream: 'a', object: 'person' }),
        { stream: 'b', object: '' },
        { object: '' },
      ],
      attributes: [{ attribute: '' }],
      events: {},
    })
  })

  it('are the only errors: any JSON is loaded or refused with a ConfigError', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('credentials', 'streams', 'attributes', 'events', 'guards', 'x'), fc.jsonValue()),
        (json) => {
          try {
            loadConfig({ ...json })
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(ConfigError)
          }
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe('unknown options', () => {
  it('cause a warning with a suggestion', () => {
    const { warnings } = load({
      null_handlng: 'skip',
      something_else: 1,
      credentials: { ...CREDENTIALS, siteid: 'x' },
      streams: [{ stream: 's', object: 'person', id_column: 'x', note: 'ours', columns: { comment: '' } }],
      object_storage_config: { storage_type: 'LOCAL', directory: '/x', dir: 1 },
    })
    expect(warnings).toEqual([
      'The configuration has an unknown option credentials.siteid, which does nothing. Did you mean siteId?',
      'The configuration has an unknown option null_handlng, which does nothing. Did you mean null_handling?',
      'The configuration has an unknown option something_else, which does nothing.',
      'The configuration has an unknown option streams[0].note, which does nothing.',
      'The configuration has an unknown option streams[0].columns.comment, which does nothing.',
      'The configuration has an unknown option object_storage_config.dir, which does nothing.',
    ])
  })

  it('are errors if a misspelled name would change what is written', () => {
    expect(
      problemsWith({
        streams: [{ stream: 's', object: 'person', id_column: 'x', emailcolumn: 'e', columns: { renames: [] } }],
        attributes: [{ attribute: 'a', nullhandling: 'clear' }],
        guards: { max_peple: 400, max_null_percent: [{ attribute: 'a', percent: 1, percnt: 2 }] },
        events: { max_live_event: 1 },
        identity: { conflict: 'warn' },
      }),
    ).toEqual([
      "- streams[0].emailcolumn: expected a known option; found 'emailcolumn'. Did you mean email_column?",
      "- streams[0].columns.renames: expected a known option; found 'renames'. Did you mean rename?",
      "- attributes[0].nullhandling: expected a known option; found 'nullhandling'. Did you mean null_handling?",
      "- guards.max_peple: expected a known option; found 'max_peple'. Did you mean max_people?",
      "- guards.max_null_percent[0].percnt: expected a known option; found 'percnt'. Did you mean percent?",
      "- events.max_live_event: expected a known option; found 'max_live_event'. Did you mean max_live_events?",
      "- identity.conflict: expected a known option; found 'conflict'. Did you mean conflicts?",
    ])
  })
})

describe('texts without quotes', () => {
  it('are accepted if an option is a text: a default value, a person of the test cohort', () => {
    const { config } = load({
      attributes: [
        { attribute: 'a', null_handling: 'default', default_value: 0 },
        { attribute: 'b', null_handling: 'default', default_value: true },
        { attribute: 'c', null_handling: 'default', default_value: 1.5 },
      ],
      test_cohort: [42, 42.0, '007'],
    })
    expect(config.attributes.map((rule) => rule.default_value)).toEqual(['0', 'true', '1.5'])
    expect(config.test_cohort).toEqual(['42', '42', '007'])
  })

  it('are refused if a number has lost digits, or if the value is not a scalar', () => {
    expect(
      problemsWith({
        test_cohort: [2 ** 60, true],
        attributes: [{ attribute: 'a', null_handling: 'default', default_value: { b: 1 } }],
      }),
    ).toEqual([
      '- attributes[0].default_value: expected text in quotes; found {"b":1}.',
      '- test_cohort[0]: expected text in quotes; found 1152921504606847000.',
      '- test_cohort[1]: expected text in quotes; found true.',
    ])
  })
})
