import { createHash, createPublicKey, verify } from 'node:crypto'

/** Who may log in, and with what. */
export interface User {
  readonly name: string
  readonly password?: string
  /** The public half of a key pair, PEM. */
  readonly publicKey?: string
  readonly accessToken?: string
  readonly oauthToken?: string
}

interface LoginData {
  readonly ACCOUNT_NAME?: string
  readonly LOGIN_NAME?: string
  readonly AUTHENTICATOR?: string
  readonly PASSWORD?: string
  readonly TOKEN?: string
}

/** The code of Snowflake's refusal, undefined for a login that works. */
export function refusalOf(data: LoginData, account: string, users: readonly User[]): string | undefined {
  const named = users.find(({ name }) => name === data.LOGIN_NAME?.toUpperCase())
  switch (data.AUTHENTICATOR) {
    case 'SNOWFLAKE_JWT':
      return named?.publicKey !== undefined && isSigned(data.TOKEN ?? '', account, named.name, named.publicKey)
        ? undefined
        : '390144'
    case 'PROGRAMMATIC_ACCESS_TOKEN':
      return users.some(({ accessToken }) => accessToken !== undefined && accessToken === data.TOKEN)
        ? undefined
        : '394400'
    case 'OAUTH':
      return users.some(({ oauthToken }) => oauthToken !== undefined && oauthToken === data.TOKEN)
        ? undefined
        : '390303'
    default:
      return named?.password !== undefined && named.password === data.PASSWORD ? undefined : '390100'
  }
}

/** Checks a JWT as Snowflake does: signature, fingerprint of the key, subject. */
function isSigned(token: string, account: string, user: string, publicKey: string): boolean {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const key = createPublicKey(publicKey)
  if (!verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))) return false
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iss?: string; sub?: string }
  const der = key.export({ type: 'spki', format: 'der' })
  const fingerprint = `SHA256:${createHash('sha256').update(der).digest('base64')}`
  const subject = `${account.toUpperCase()}.${user}`
  return claims.sub === subject && claims.iss === `${subject}.${fingerprint}`
}
