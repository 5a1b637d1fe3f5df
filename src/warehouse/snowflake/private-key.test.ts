import { generateKeyPairSync } from 'node:crypto'
import { ConfigError } from '../../core/errors'
import { readPrivateKey } from './private-key'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PKCS8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const PKCS1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const encrypted = (type: 'pkcs8' | 'pkcs1') =>
  privateKey.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' }).toString()
const base64 = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '')

describe('readPrivateKey', () => {
  it.each<[string, string]>([
    ['as it is', PKCS8],
    ['PKCS#1', PKCS1],
    ['with Windows line ends and white space around', `\n  ${PKCS8.replaceAll('\n', '\r\n')}  `],
    ['with its line breaks written out', PKCS8.replaceAll('\n', '\\n')],
    ['in quotes, with its line breaks written out', JSON.stringify(PKCS8)],
    ['with blanks for line breaks, as a form leaves it', PKCS8.replaceAll('\n', ' ')],
    ['on one line without any', PKCS8.replaceAll('\n', '')],
    ['as the base64 alone', base64(PKCS8)],
    ['as the base64 of PKCS#1 alone', base64(PKCS1)],
  ])('takes a key %s', (_, text) => {
    expect(readPrivateKey(text, undefined)).toBe(PKCS8)
  })

  it.each<[string, string]>([
    ['PKCS#8', encrypted('pkcs8')],
    ['PKCS#8 on one line', encrypted('pkcs8').replaceAll('\n', ' ')],
    ['PKCS#1', encrypted('pkcs1')],
    ['PKCS#1 with its line breaks written out', encrypted('pkcs1').replaceAll('\n', '\\n')],
  ])('takes an encrypted key: %s', (_, text) => {
    expect(readPrivateKey(text, 'open sesame')).toBe(PKCS8)
    expect(() => readPrivateKey(text, undefined)).toThrow(/expected the passphrase of the private key/)
    expect(() => readPrivateKey(text, 'wrong')).toThrow(/does not open the private key/)
  })

  it.each(['nonsense!', '', base64(PKCS8).slice(0, 100), PKCS8.replace(/A/g, 'B')])('refuses %j', (text) => {
    expect(() => readPrivateKey(text, undefined)).toThrow(ConfigError)
    expect(() => readPrivateKey(text, undefined)).toThrow(/expected a private key in PEM form/)
  })

  it('refuses a key that is not an RSA key', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const pem = ec.export({ type: 'pkcs8', format: 'pem' }).toString()
    expect(() => readPrivateKey(pem, undefined)).toThrow(/of the type ec; Snowflake takes RSA keys/)
  })
})
