import { Redactor } from './redact'

describe('Redactor', () => {
  it('masks secrets in plain and encoded form, the longest first, except those that are too short', () => {
    const redactor = new Redactor()
    redactor.hide(['key/1', 'key/1+longer', 'abc'])
    expect(redactor.clean('key/1+longer key/1 key%2F1 abc')).toBe('*** *** *** abc')
    expect(redactor.clean(`Basic ${Buffer.from('key/1:key/1+longer').toString('base64')}`)).toBe('Basic ***')
    redactor.hide(['with "quotes"'])
    expect(redactor.clean(JSON.stringify({ a: 'with "quotes"' }))).toBe('{"a":"***"}')
  })

  it('masks the user and password of any URL, but not its host', () => {
    const redactor = new Redactor()
    expect(redactor.clean('at http://user:pass@proxy:1/a and https://host/p@q, j***@example.com')).toBe(
      'at http://***@proxy:1/a and https://host/p@q, j***@example.com',
    )
    expect(redactor.clean('http://user:p@ss@proxy:1/a?b=c@d')).toBe('http://***@proxy:1/a?b=c@d')
  })
})
