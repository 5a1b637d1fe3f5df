import { LosslessNumber } from '../lib/json'
import { dataReader, type Column } from './column'

const read = (column: Partial<Column>, text: string) =>
  dataReader([{ name: 'N', kind: 'decimal', sqlType: 'NUMBER(38,18)', nullable: true, ...column }])([text])['N']

describe('dataReader', () => {
  it.each([
    ['0.000000500000000000', 5e-7],
    ['-0.000000500000000000', -5e-7],
    ['0.000000000000000000', 0],
    ['12.500000000000000000', 12.5],
    ['1000000.000000000000000000', 1e6],
    ['100000000000000000000000', 1e23],
    ['1.25000000000000000e-300', 1.25e-300],
  ])('reads %s as a number, because a double represents it', (text, value) => {
    expect(read({}, text)).toBe(value)
  })

  it.each(['1234567890.123456789', '12345678901234567890', '0.12345678901234567890123', '-9007199254740993.5'])(
    'keeps every digit of %s',
    (text) => {
      expect(read({}, text)).toEqual(new LosslessNumber(text.replace(/(\.\d*?)0+$/, '$1')))
    },
  )

  it.each(['1.2345678901234567890123456789e+100', '12345678901234567890.5', '1E+400'.padStart(16, '1')])(
    'keeps every digit of a DECFLOAT (%s)',
    (text) => {
      expect(String(read({ kind: 'float', sqlType: 'DECFLOAT' }, text))).toBe(text)
    },
  )

  it('reads a FLOAT as a double, and leaves NaN as text', () => {
    expect(read({ kind: 'float', sqlType: 'FLOAT' }, '0.30000000000000004')).toBe(0.1 + 0.2)
    expect(read({ kind: 'float', sqlType: 'FLOAT' }, 'NaN')).toBe('NaN')
  })
})
