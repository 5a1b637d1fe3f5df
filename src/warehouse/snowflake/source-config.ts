import type { Schema, SourceType } from '../../config/schema'
import { ACCOUNT_FORMS, readAccount } from './account'
import type { Secret } from '../../lib/secret'

export type Authentication =
  | { readonly method: 'key_pair'; readonly private_key: Secret; readonly passphrase?: Secret }
  | { readonly method: 'access_token' | 'oauth'; readonly token: Secret }
  | { readonly method: 'password'; readonly password: Secret }

/** The options of `source` for a Snowflake account, validated. */
export interface SnowflakeSource {
  readonly type: 'snowflake'
  readonly account: string
  readonly username?: string
  readonly authentication: Authentication
  readonly role?: string
  readonly warehouse?: string
  readonly database?: string
  readonly schema?: string
  readonly url?: string
  /** Seconds. */
  readonly connect_seconds: number
  /** Seconds. */
  readonly statement_timeout_seconds?: number
}

const text = (description: string, more: Readonly<Record<string, unknown>> = {}): Schema => ({
  type: 'string',
  minLength: 1,
  description,
  ...more,
})
const secret = (description: string): Schema => text(description, { airbyte_secret: true })
const method = (name: string): Schema => ({ type: 'string', const: name })

/** The ways to log in, the recommended one first. One branch for each `method`. */
const AUTHENTICATION: Schema = {
  type: 'object',
  oneOf: [
    {
      required: ['method', 'private_key'],
      properties: {
        method: method('key_pair'),
        private_key: secret('The private key of the user in PEM format. A key on one line is accepted too.'),
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
        password: secret('The password. Snowflake is phasing out passwords for programs: prefer a key pair.'),
      },
    },
  ],
}

export const SNOWFLAKE_SOURCE: SourceType = {
  schema: {
    type: 'object',
    required: ['account', 'authentication'],
    description: 'The Snowflake account to read from.',
    properties: {
      type: method('snowflake'),
      account: text('The account identifier, such as myorg-myaccount, or the URL of the account.'),
      username: text('The user. An access token does not need it.'),
      authentication: AUTHENTICATION,
      role: text('The role. The default is the default role of the user.'),
      warehouse: text('The warehouse that runs the queries. The default is the default warehouse of the user.'),
      database: text('The database for unqualified names.'),
      schema: text('The schema for unqualified names.'),
      url: text('An address that overrides the one of the account: a private link, a proxy, a test server.'),
      connect_seconds: {
        type: 'number',
        minimum: 1,
        default: 30,
        description: 'The time limit for the login, in seconds.',
      },
      statement_timeout_seconds: {
        type: 'integer',
        minimum: 1,
        maximum: 604_800,
        default: 14_400,
        description: 'Snowflake cancels a statement that runs longer than this, in seconds. The default is 4 hours.',
      },
    },
  },
  branches: { authentication: 'method' },
  *problems({ account, username, authentication }) {
    if (typeof account === 'string' && account !== '' && readAccount(account) === undefined)
      yield {
        code: 'wrong_value',
        path: ['account'],
        expected: { kind: 'words', words: ACCOUNT_FORMS },
        found: account,
      }
    const { method: chosen } = (authentication ?? {}) as { readonly method?: unknown }
    // A token identifies its user; a key and a password do not.
    if (username === undefined && (chosen === 'key_pair' || chosen === 'password'))
      yield { code: 'missing_user', path: ['username'], method: chosen }
  },
}
