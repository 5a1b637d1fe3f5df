import type { Schema } from './schema'

const text = (description: string, more: Readonly<Record<string, unknown>> = {}): Schema => ({
  type: 'string',
  minLength: 1,
  description,
  ...more,
})
const secret = (description: string): Schema => text(description, { airbyte_secret: true })
const method = (name: string): Schema => ({ type: 'string', const: name })

/** The ways to log in, the one to prefer first. One branch a `method`. */
export const AUTHENTICATION: Schema = {
  type: 'object',
  oneOf: [
    {
      required: ['method', 'private_key'],
      properties: {
        method: method('key_pair'),
        private_key: secret('The private key of the user, in PEM form; a key on one line is taken too.'),
        passphrase: secret('The passphrase of an encrypted private key.'),
      },
    },
    {
      required: ['method', 'token'],
      properties: { method: method('access_token'), token: secret('A programmatic access token.') },
    },
    {
      required: ['method', 'token'],
      properties: { method: method('oauth'), token: secret('An OAuth access token.') },
    },
    {
      required: ['method', 'password'],
      properties: {
        method: method('password'),
        password: secret('The password. Snowflake is ending passwords for programs: prefer a key pair.'),
      },
    },
  ],
}

/** How a model's changes are found. One branch a `method`. */
export const CHANGES: Schema = {
  type: 'object',
  oneOf: [
    { required: ['method'], properties: { method: method('full') } },
    {
      required: ['method', 'column'],
      properties: {
        method: method('cursor'),
        column: text('The column that grows whenever a row changes, such as UPDATED_AT.'),
        lag_seconds: {
          type: 'number',
          minimum: 0,
          default: 120,
          description: 'Rows younger than this wait for the next run, because older ones may still be committed.',
        },
      },
    },
    { required: ['method'], properties: { method: method('diff') } },
  ],
}

const MODEL: Schema = {
  type: 'object',
  required: ['name', 'rule'],
  properties: {
    name: text('What the model is called, here and in the state.'),
    table: text('A table, as in DB.SCHEMA.TABLE.'),
    view: text('A view, as in DB.SCHEMA.VIEW.'),
    query: text('A query; one SELECT.'),
    key: {
      type: 'array',
      items: text('A column.'),
      description: 'The columns that together tell one row from all others.',
    },
    rule: { type: 'object', description: 'What a row becomes: a stream rule of the connector, without its stream.' },
    changes: { ...CHANGES, default: { method: 'full' } },
    removed: {
      type: 'object',
      default: {},
      description: 'What happens to a row that is no longer there (with changes by diff).',
      properties: {
        action: {
          type: 'string',
          enum: ['ignore', 'delete', 'clear_attributes', 'event'],
          default: 'ignore',
          description: 'What is done about a removed row.',
        },
        event_name: text('The name of the event, with the action event.'),
        max_percent: {
          type: 'number',
          minimum: 0,
          maximum: 100,
          default: 10,
          description: 'The run stops, before any removal, if more than this share of the keys vanished.',
        },
      },
    },
    events_on_change: {
      type: 'array',
      default: [],
      description: 'Transitions of an attribute that become events (with changes by diff).',
      items: {
        type: 'object',
        required: ['attribute', 'event_name'],
        properties: {
          attribute: text('The attribute, or the column it comes from.'),
          from: { type: ['string', 'number', 'boolean', 'null'], description: 'Its value before; any without it.' },
          to: { type: ['string', 'number', 'boolean', 'null'], description: 'Its value now; any without it.' },
          event_name: text('The name of the event.'),
          timestamp_column: text('When it happened; the time of the run without it.'),
        },
      },
    },
    every: text('The model runs at most this often, such as 1h; on every run without it.'),
    cadence: {
      type: 'object',
      required: ['within'],
      description: 'Warns when the newest row of the model is older than it should be.',
      properties: {
        within: text('How old the newest row may be, such as 24h.'),
        column: text('The column that says how old a row is; the cursor without it.'),
      },
    },
  },
}

/** activation.yml, apart from `destination`, which is exactly the connector's options. */
export const ACTIVATION_SCHEMA: Schema = {
  type: 'object',
  required: ['source', 'destination', 'models'],
  properties: {
    name: text('What this activation is called in its state; the name of the file without it.'),
    source: {
      type: 'object',
      required: ['account', 'authentication'],
      description: 'The Snowflake account to read from.',
      properties: {
        account: text('The account identifier, as in myorg-myaccount.'),
        username: text('The user; an access token needs none.'),
        authentication: AUTHENTICATION,
        role: text('The role to use; the default role of the user without it.'),
        warehouse: text('The warehouse that runs the queries; the default one of the user without it.'),
        database: text('The database in which names are looked up.'),
        schema: text('The schema in which names are looked up.'),
        url: text('Another address than the one of the account: a private link, a proxy, a stand-in.'),
        connect_seconds: {
          type: 'number',
          minimum: 1,
          default: 30,
          description: 'How long logging in may take.',
        },
      },
    },
    destination: { type: 'object', description: "The connector's own options, without streams." },
    state: {
      type: 'object',
      default: {},
      description: 'Where the program keeps what it has delivered.',
      properties: {
        store: {
          type: 'string',
          enum: ['local', 'warehouse'],
          default: 'local',
          description: 'local: a folder, and no right to write in Snowflake. warehouse: tables in a schema.',
        },
        directory: text('The folder of a local state.'),
        schema: text('The schema of a state in the warehouse.', { default: 'CIO_SYNC' }),
        lease_minutes: {
          type: 'number',
          exclusiveMinimum: 0,
          default: 10,
          description: 'How long a run that died keeps others away from a state in the warehouse.',
        },
      },
    },
    models: {
      type: 'array',
      minItems: 1,
      description: 'What is delivered.',
      items: MODEL,
    },
  },
}
