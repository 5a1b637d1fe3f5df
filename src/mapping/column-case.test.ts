import { personMapping } from './testing/mapping-factories'

const hintsOf = (columns: readonly string[], row: Record<string, unknown>, rule: Record<string, unknown> = {}) => {
  const mapping = personMapping({}, columns, rule)
  const sent = [mapping.item(row), mapping.item(row)]
  return { sent, hints: mapping.mapper.stats.hints().filter((hint) => hint.includes('differ by case')) }
}

describe('columns of rows that differ by case', () => {
  it('are reported once, with those of the catalog and those of the rule', () => {
    const ofCatalog = hintsOf(['ID', 'PLAN'], { id: '1', Plan: 'pro', other: 1 }, { id_column: 'ID' })
    expect(ofCatalog.sent).toEqual(['missing_identifier', 'missing_identifier'])
    expect(ofCatalog.hints).toEqual([expect.stringContaining('stream rule: id for ID, Plan for PLAN. ')])
    const ofRule = hintsOf([], { Id: '1' })
    expect(ofRule.hints).toEqual([expect.stringContaining(': Id for id. ')])
  })

  it('are not reported where the row or the catalog has both, or the same', () => {
    expect(hintsOf(['id', 'plan'], { id: '1', plan: 'x', more: 1 }).hints).toEqual([])
    expect(hintsOf(['id', 'plan', 'Plan'], { id: '1', Plan: 'x' }, { columns: { exclude: ['plan'] } }).hints).toEqual(
      [],
    )
    expect(hintsOf(['id', 'Plan'], { id: '1', Plan: 'x', PLAN: 'y' }).hints).toEqual([])
  })
})
