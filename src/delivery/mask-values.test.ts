import { maskValues } from './mask-values'

describe('maskValues', () => {
  const item = {
    type: 'person',
    action: 'identify',
    identifiers: { id: 'u-17' },
    attributes: { plan: 'gold', tags: ['north', { deep: 'value-x' }], n: 4711, ok: true, at: null },
  }

  it.each([
    ['required', 'required'],
    ['attribute plan must not be gold', 'attribute plan must not be ***'],
    ['u-17 has north, value-x and 4711', '*** has ***, *** and ***'],
    ['taken by jane.doe@example.com already', 'taken by j***@example.com already'],
    ['the phone +491701234567 is taken', 'the phone +*** is taken'],
    ['the person is unknown', 'the person is unknown'],
  ])('shows %j as %j', (text, shown) => expect(maskValues(text, item)).toBe(shown))

  it('masks a value that contains another one as a whole', () => {
    expect(maskValues('about goldfish and gold', { a: 'gold', b: 'goldfish' })).toBe('about *** and ***')
  })

  it('takes items of any shape', () => {
    expect(maskValues('no id-12345 here', 'id-12345')).toBe('no *** here')
    expect(maskValues('nothing to mask', null)).toBe('nothing to mask')
  })
})
