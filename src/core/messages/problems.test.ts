import { pathText, problemMessage, problemsText } from './problems'

describe('pathText', () => {
  it('shows indexes in brackets, and what the item of a list is about after its index', () => {
    expect(pathText(['streams', 0, 'columns', 'rename', 1, 'from'], 'PEOPLE')).toBe(
      'streams[0] (PEOPLE).columns.rename[1].from',
    )
    expect(pathText(['events', 'max_live_events'])).toBe('events.max_live_events')
  })
})

describe('problemMessage', () => {
  it('says where, what was expected, what was found and what was probably meant', () => {
    expect(
      problemMessage({
        code: 'wrong_value',
        path: ['region'],
        expected: { kind: 'one_of', values: ['auto', 'us', 'eu'] },
        found: 'ue',
        suggestion: 'us',
      }),
    ).toBe('region: expected one of auto, us, eu; found "ue". Did you mean us?')
  })

  it('says that case matters where a column differs in case alone', () => {
    const unknown = { code: 'unknown_column', path: ['streams', 0, 'id_column'], subject: 'P', of: 'stream' } as const
    expect(problemMessage({ ...unknown, found: 'id', columns: ['ID', 'X'], suggestion: 'ID' })).toBe(
      "streams[0] (P).id_column: expected a column of the stream; found 'id'. Did you mean 'ID'? Case matters.",
    )
    expect(problemMessage({ ...unknown, found: 'y', columns: ['ID', 'X'] })).toContain(
      "found 'y'. The columns are ID, X.",
    )
  })

  it('names the stream where no option is at fault', () => {
    const problem = { code: 'unmapped_matching_key', path: [], stream: 'shop.people', column: 'id' } as const
    expect(problemMessage(problem)).toBe('The stream shop.people is matched by id, and no column is mapped to id.')
  })

  it('shows long values cut', () => {
    const found = 'x'.repeat(200)
    const message = problemMessage({ code: 'wrong_value', path: ['x'], expected: { kind: 'url' }, found })
    expect(message).toMatch(/found "x{79}\.\.\.\.$/)
  })
})

describe('problemsText', () => {
  it('lists all problems, a line each', () => {
    const problem = { code: 'required', path: ['models', 0, 'name'] } as const
    expect(problemsText('activation', [problem])).toBe(
      'The activation has a problem:\n- models[0].name: expected a value; found none.',
    )
    expect(problemsText('activation', [problem, problem])).toMatch(/^The activation has 2 problems:\n- .*\n- /)
  })
})
