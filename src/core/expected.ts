/** What a value must be to be accepted. `messages/expected.ts` words it. */
export interface Expected {
  readonly type:
    | 'text'
    | 'number'
    | 'integer'
    | 'boolean'
    | 'date'
    | 'timestamp'
    | 'unix_seconds'
    | 'time_zone'
    | 'json'
    | 'subscription_flag'
    | 'subscription_preferences'
    | 'counting_number'
    | 'deletion_mark'
    | 'one_of'
  /** The layout of a text that is a time; ISO 8601 where it is left out. */
  readonly format?: string
  /** The unit of a number that is a time; no number is accepted where it is left out. */
  readonly unit?: string
  /** The accepted texts, for `one_of`. */
  readonly values?: readonly string[]
}
