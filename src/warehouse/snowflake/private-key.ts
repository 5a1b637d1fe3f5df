import { createPrivateKey, type KeyObject } from 'node:crypto'
import { ConfigError } from '../../core/errors'

const BEGIN = /-----BEGIN ([A-Z ]+)-----/
const LINE = 64

/**
 * A private key as the driver takes it: unencrypted PKCS#8 PEM. `text` may be PKCS#8 or PKCS#1, encrypted or not, with
 * its line breaks lost or written as `\n`, or the base64 alone, as keys come out of forms and secret stores.
 * ConfigError that says what is wrong with it, and never shows it.
 */
export function readPrivateKey(text: string, passphrase: string | undefined): string {
  const key = parse(candidates(text), passphrase)
  if (key.asymmetricKeyType !== 'rsa')
    throw new ConfigError(
      `The private key of source.authentication is of the type ${key.asymmetricKeyType ?? 'unknown'}; Snowflake takes RSA keys.`,
    )
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** The text as PEM; several where it does not say what kind it is. */
function candidates(text: string): readonly string[] {
  const plain = text
    .replaceAll('\\r', '')
    .replaceAll('\\n', '\n')
    .trim()
    .replace(/^["']|["']$/g, '')
  const block = blockOf(plain)
  if (block !== undefined) {
    const { label, body } = block
    // An old encrypted key has headers before its body, whose lines matter.
    return [body.includes('DEK-Info') ? plain.replaceAll('\r', '') : toPem(label, body)]
  }
  if (!/^[A-Za-z0-9+/=\s]+$/.test(plain)) return []
  return ['PRIVATE KEY', 'RSA PRIVATE KEY', 'ENCRYPTED PRIVATE KEY'].map((label) => toPem(label, plain))
}

/** The first block of a PEM text that has an end. */
function blockOf(text: string): { readonly label: string; readonly body: string } | undefined {
  const begin = BEGIN.exec(text)
  if (begin === null) return undefined
  const [line, label = ''] = begin
  const start = begin.index + line.length
  const end = text.indexOf(`-----END ${label}-----`, start)
  return end < 0 ? undefined : { label, body: text.slice(start, end) }
}

function toPem(label: string, body: string): string {
  const base64 = body.replace(/\s+/g, '')
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

function parse(pems: readonly string[], passphrase: string | undefined): KeyObject {
  let encrypted = false
  for (const pem of pems) {
    try {
      return createPrivateKey({ key: pem, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) })
    } catch (thrown) {
      const code = (thrown as NodeJS.ErrnoException).code ?? ''
      encrypted ||= /PASSPHRASE|DECRYPT|PKCS12|PEM_READ|INTERRUPTED/.test(code) || pem.includes('ENCRYPTED')
    }
  }
  if (!encrypted || pems.length === 0 || pems.length > 1)
    throw new ConfigError(
      'source.authentication.private_key: expected a private key in PEM form (-----BEGIN PRIVATE KEY----- ...); found something else.',
    )
  throw new ConfigError(
    passphrase === undefined
      ? 'source.authentication.passphrase: expected the passphrase of the private key, which is encrypted; found none.'
      : 'source.authentication.passphrase: it does not open the private key.',
  )
}
