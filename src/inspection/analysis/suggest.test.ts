import type { ColumnSchema } from '../../core/stream'
import { createMapping, createStream } from '../../mapping/testing/mapping-factories'
import { guessRule } from './suggest'

const TIME: ColumnSchema = { type: 'string', format: 'date-time' }
const TEXT: ColumnSchema = { type: 'string' }

const streamOf = (name: string, columns: readonly string[], primaryKey: readonly string[] = []) =>
  createStream(name, Object.fromEntries(columns.map((one) => [one, /_at$/i.test(one) ? TIME : TEXT])), { primaryKey })

describe('the key of a suggested event', () => {
  it.each([
    ['the primary key', ['order_id', 'user_id', 'created_at'], ['order_id'], ['user_id', 'order_id']],
    ['a primary key with the person', ['user_id', 'n', 'created_at'], ['user_id', 'n'], ['user_id', 'n']],
    ['a primary key that is the person alone', ['user_id', 'created_at'], ['user_id'], ['user_id', 'created_at']],
    ['a column of event keys', ['event_id', 'user_id', 'created_at'], [], ['user_id', 'event_id']],
    ['no key at all', ['user_id', 'created_at'], [], ['user_id', 'created_at']],
    ['only an email address', ['email', 'created_at'], ['email'], ['email', 'created_at']],
  ])('has the person and something else: %s', (_, columns, primaryKey, key) => {
    const stream = streamOf('orders', columns, primaryKey)
    const rule = guessRule(stream)
    expect(rule['event_id_columns']).toEqual(key)
    expect(createMapping({ streams: [rule] }, stream).warnings).toEqual([])
  })
})

describe('a suggested person', () => {
  it.each([
    [
      ['USER_ID', 'ID', 'EMAIL'],
      ['USER_ID'],
      { id_column: 'USER_ID', email_column: 'EMAIL', columns: { exclude: ['ID'] } },
    ],
    [
      ['ID', 'PHONE', 'ANONYMOUS_ID'],
      ['ID'],
      { id_column: 'ID', phone_column: 'PHONE', anonymous_id_column: 'ANONYMOUS_ID' },
    ],
    [
      ['MAIL', 'EMAIL', 'CIO_ID'],
      [],
      { email_column: 'MAIL', cio_id_column: 'CIO_ID', columns: { exclude: ['EMAIL'] } },
    ],
  ])('declares or excludes each column whose name is an identifier: %j', (columns, primaryKey, expected) => {
    const stream = streamOf('people', columns, primaryKey)
    const rule = guessRule(stream)
    expect(createMapping({ streams: [rule] }, stream).mapper.streamMapping.person.length).toBeGreaterThan(0)
    expect(rule).toMatchObject(expected)
  })
})
