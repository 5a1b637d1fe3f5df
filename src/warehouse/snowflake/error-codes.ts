/** Whether another run can succeed without a change by the user: exit code 75, or 78. */
export type Remedy = 'wait' | 'change'

export interface KnownError {
  readonly remedy: Remedy
  readonly meaning: string
  /** What to do. Names the options. */
  readonly advice: string
}

const ACCESS_TOKEN: KnownError = {
  remedy: 'change',
  meaning: 'does not take the access token of %user',
  advice:
    'Check that it has not expired, and that a network policy lets this machine in, which Snowflake wants of users of the ' +
    'type SERVICE.',
}
const OAUTH: KnownError = {
  remedy: 'change',
  meaning: 'does not take the OAuth token of %user',
  advice: 'Fetch a new one.',
}
const MFA: KnownError = {
  remedy: 'change',
  meaning: 'requires multi-factor authentication of %user, which a program cannot do',
  advice: 'Fix: set source.authentication.method to key_pair or access_token, with a user of the type SERVICE.',
}
const SESSION: KnownError = {
  remedy: 'wait',
  meaning: 'ended the session',
  advice: 'The next run logs in again.',
}

/**
 * Errors of Snowflake by code, of logins and of statements. `meaning` continues "The Snowflake account …" for codes of logins
 * (39xxxx), with the name of the user as %user, and "Snowflake refuses the model …:" for others. docs/snowflake.md lists the same codes; a test compares them.
 */
export const ERROR_CODES: Readonly<Record<string, KnownError>> = {
  '390100': {
    remedy: 'change',
    meaning: 'does not take the password of %user',
    advice: 'Check source.username and source.authentication.password.',
  },
  '390101': {
    remedy: 'wait',
    meaning: 'does not let %user in at the moment',
    advice: 'A lock after failed logins ends after 15 minutes. If it stays, an administrator enables the user.',
  },
  '390104': SESSION,
  '390111': SESSION,
  '390112': SESSION,
  '390114': SESSION,
  '390120': MFA,
  '390122': MFA,
  '390124': MFA,
  '390127': MFA,
  '390140': {
    remedy: 'wait',
    meaning: 'does not answer logins at the moment',
    advice: 'The next run tries again.',
  },
  '390144': {
    remedy: 'change',
    meaning: 'does not take the key of %user',
    advice:
      'Check that its public half is set (ALTER USER ... SET RSA_PUBLIC_KEY), that source.username and source.account are ' +
      'right, and the clock of this machine.',
  },
  '390189': {
    remedy: 'change',
    meaning: 'does not grant the role to %user',
    advice: 'Check source.role, and GRANT ROLE ... TO USER ....',
  },
  '390195': OAUTH,
  '390197': MFA,
  '390201': {
    remedy: 'wait',
    meaning: 'has no such warehouse, database or schema for the role at the moment',
    advice:
      'If it stays: check source.warehouse, source.database, source.schema and source.role, and grant USAGE on them.',
  },
  '390303': OAUTH,
  '390318': OAUTH,
  '390422': {
    remedy: 'change',
    meaning: 'does not let the address of this machine in',
    advice: 'Add it to the network policy of the account or the user.',
  },
  '394400': ACCESS_TOKEN,
  '394401': ACCESS_TOKEN,
  '000603': { remedy: 'wait', meaning: 'an internal error of Snowflake', advice: 'It was repeated without success.' },
  '000604': { remedy: 'wait', meaning: 'the query was canceled', advice: 'The next run sends it again.' },
  '000605': { remedy: 'wait', meaning: 'the session or the query is gone', advice: 'The next run sends it again.' },
  '000606': {
    remedy: 'wait',
    meaning: 'there is no active warehouse',
    advice:
      'If it stays: set source.warehouse, or a default warehouse of the user, and GRANT USAGE ON WAREHOUSE ... TO the role.',
  },
  '000625': { remedy: 'wait', meaning: 'the query was aborted', advice: 'The next run sends it again.' },
  '000630': {
    remedy: 'wait',
    meaning: 'the query took longer than the timeout of the session or the warehouse',
    advice: 'If it stays: raise source.statement_timeout_seconds, or use a larger warehouse.',
  },
  '002003': {
    remedy: 'change',
    meaning: 'it does not exist, or the role may not read it',
    advice: 'Check the name, source.database, source.schema and source.role, and grant SELECT on it.',
  },
  '003001': {
    remedy: 'change',
    meaning: 'the role lacks a privilege',
    advice: 'Grant it to the role: docs/snowflake.md lists the privileges.',
  },
  '090073': {
    remedy: 'change',
    meaning: 'a resource monitor stopped the warehouse',
    advice: 'Raise its quota, or set another source.warehouse.',
  },
  '100090': {
    remedy: 'change',
    meaning: 'a statement met two rows with one key',
    advice: 'Make the key of the model unique.',
  },
}

/** Classes of SQLSTATE that pass: connections, interventions of operators, internal errors. */
const PASSING = /^(?:08|57|XX)/
/** Classes of SQLSTATE about the statement, the names in it, privileges and values in the data (ISO/IEC 9075). */
const PERMANENT = /^(?:02|0A|22|23|42|P0)/

/** What is known of an error; the remedy alone if only its class is known. */
export function classify(code: string, sqlState: string): { readonly remedy: Remedy; readonly known?: KnownError } {
  const { [code]: known } = ERROR_CODES
  if (known !== undefined) return { remedy: known.remedy, known }
  if (PASSING.test(sqlState)) return { remedy: 'wait' }
  if (PERMANENT.test(sqlState)) return { remedy: 'change' }
  // A login that is refused for another reason needs the user; anything else may pass.
  return { remedy: /^39[0-9]{4}$/.test(code) && sqlState === '' ? 'change' : 'wait' }
}
