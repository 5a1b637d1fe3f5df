import { keyOfItem } from './item-key'

describe('keyOfItem', () => {
  it.each(['', 'x', 'null', '7', '[]', '{}', '{"identifiers":null}', '{"identifiers":{}}', '{"primary":{"id":7}}'])(
    'returns no key for %j',
    (text) => expect(keyOfItem(text)).toBeUndefined(),
  )
})
