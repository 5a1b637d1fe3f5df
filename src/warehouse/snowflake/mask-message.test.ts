import { withoutValues } from './mask-message'

describe('withoutValues', () => {
  it('masks values in a message about data, and only there', () => {
    expect(withoutValues("Numeric value 'ada@example.com' is not recognized", '22018')).toBe(
      "Numeric value '***' is not recognized",
    )
    expect(withoutValues("invalid identifier 'EMAIL'", '42000')).toBe("invalid identifier 'EMAIL'")
  })

  it.each([
    `'${'a'.repeat(10_000)}' is not recognized`,
    `{${'['.repeat(10_000)}`,
    `variant value ${'x'.repeat(10_000)}`,
  ])('ends a long message before its first value: %#', (tail) =>
    expect(withoutValues(`Numeric value ${tail}`, '22018')).toBe('Numeric value ***'),
  )
})
