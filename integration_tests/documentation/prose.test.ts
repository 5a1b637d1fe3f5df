import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { passagesOf, type Passage } from '../../scripts/prose/passages'
import { termFinder, withoutExceptions, type TermsList } from '../../scripts/prose/terms'
import { PROJECT } from './markdown'

const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8')
const { terms, exceptions } = JSON.parse(read('tools/prose/terms.json')) as TermsList

const passages = (path: string, content: string): readonly Passage[] => {
  const found = passagesOf(path, content)
  if (found === undefined) throw new Error(`${path} holds no prose.`)
  return found
}
const textsOf = (path: string, content: string, kind: Passage['kind'] = 'prose') =>
  passages(path, content)
    .filter((passage) => passage.kind === kind)
    .map(({ text }) => text.trim())

describe('the terms list', () => {
  it.each(terms)('$name: finds its wrong examples and leaves its right ones', (term) => {
    const find = termFinder([term])
    const foundIn = (text: string) => [
      ...(term.prose === undefined ? [] : find('page.md', passages('page.md', text))),
      ...(term.names === undefined ? [] : find('name.ts', [{ kind: 'names', text, line: 1 }])),
    ]
    expect(term.wrong.filter((text) => foundIn(text).length === 0)).toEqual([])
    expect(term.right.filter((text) => foundIn(text).length > 0)).toEqual([])
  })

  it('has a reason for every exception', () => {
    const names = new Set(terms.map(({ name }) => name))
    expect(exceptions.filter(({ term, reason }) => !names.has(term) || reason.length < 10)).toEqual([])
  })
})

describe('termFinder', () => {
  const find = termFinder([{ name: 'none', prose: 'is none', use: 'is not valid', wrong: [], right: [] }])

  it('finds a term across the end of a line, and says on which line it begins', () => {
    const page = 'One line.\n\nA value that is\n> none of these.'
    expect(find('a.md', passages('a.md', page))).toEqual([
      { path: 'a.md', line: 3, term: 'none', found: 'is none', use: 'is not valid' },
    ])
  })

  it('does not join two paragraphs', () => {
    expect(find('a.md', passages('a.md', 'That it is\n\nnone'))).toEqual([])
  })
})

describe('withoutExceptions', () => {
  const finding = { path: 'src/a/b.ts', line: 1, term: 'none', found: 'is none', use: 'x' }
  const exception = { term: 'none', path: 'src/a/', text: 'there', reason: 'A quotation.' }

  it('drops a finding in the folder and on the line of an exception', () => {
    const result = withoutExceptions([finding], [exception], () => 'there is none')
    expect(result).toEqual({ findings: [], unused: [] })
  })

  it('keeps a finding of another term or on another line, and reports the exception as unused', () => {
    const other = { ...finding, term: 'nobody' }
    expect(withoutExceptions([other], [exception], () => 'there is none')).toEqual({
      findings: [other],
      unused: [exception],
    })
    expect(withoutExceptions([finding], [exception], () => 'it is none').findings).toEqual([finding])
  })
})

describe('passagesOf', () => {
  it('reads the comments of TypeScript, and joins those on consecutive lines', () => {
    const source = '/**\n * One\n * two.\n */\nconst a = 1 // three\n\n// four\n// five\nf(/* six */ a)\n'
    expect(textsOf('a.ts', source)).toEqual(['One\n two.', 'three', 'four\n five', 'six'])
    expect(passages('a.ts', source).flatMap(({ kind, line }) => (kind === 'prose' ? line : []))).toEqual([1, 5, 7, 9])
  })

  it('reads strings of several words: test titles, messages, and those in inserted values', () => {
    const source = [
      "it('skips a row', () => {})",
      'throw new Error(`${rows} rows of ${isOne ? "the one" : `all ${n}`} are\\nlost`)',
    ].join('\n')
    expect(textsOf('a.ts', source)).toEqual(['skips a row', '… rows of … are lost', 'the one', 'all …'])
  })

  it('joins strings that are added, and counts their lines', () => {
    expect(textsOf('a.ts', "log('one ' +\n  name +\n  'is none')")).toEqual(['one \n…\nis none'])
  })

  it('reads the file name, declared names and strings of one word as names, and no imports', () => {
    const source = "import { gone } from 'gone'\nfunction f(a: string) { return { b: a.used, c: 'word' } }"
    expect(textsOf('src/a.ts', source, 'names')).toEqual(['a', 'f', 'a', 'b', 'c', 'word'])
  })

  it('takes no comment for a string and no string for a comment', () => {
    expect(textsOf('a.ts', 'const a = "// not a comment", b = /\\/\\* x/ // it\'s one\n')).toEqual([
      '// not a comment',
      "it's one",
    ])
  })

  it.each(['a `mended` row', 'a\n`mended\n row` again', 'see https://example.com/mended there'])(
    'leaves code and addresses out: %j',
    (text) => {
      expect(textsOf('a.md', text).join()).not.toContain('mended')
    },
  )

  it('reads Markdown without its code blocks and link targets, but with the output and the comments in them', () => {
    const page = [
      'One [two](three.md#four).',
      '```sh',
      'npm run five # six seven',
      '```',
      '```text',
      'eight',
      '```',
      'nine',
    ].join('\n')
    expect(textsOf('a.md', page)).toEqual(['One [two].\n\nsix seven\n\n\neight\n\nnine'])
  })

  it('reads titles and descriptions of JSON, comments of SQL, and comments and strings of shell scripts', () => {
    expect(textsOf('a.json', '{\n  "title": "One \\"two\\"",\n  "name": "three",\n  "description": "four"\n}')).toEqual(
      ['One "two"', 'four'],
    )
    expect(textsOf('a.sql', '-- one two\nselect 3')).toEqual(['one two'])
    expect(textsOf('.ci/run', "step 'one two' three # four\n")).toEqual(['four', 'one two'])
    expect(textsOf('Dockerfile', '# one two\nRUN three')).toEqual(['one two'])
  })

  it('reads nothing from other files', () => {
    expect(passagesOf('icon.svg', '<svg/>')).toBeUndefined()
  })
})

describe('the project dictionary', () => {
  const words = read('tools/prose/dictionary.txt').trimEnd().split('\n')

  it('is sorted, one word a line, each once', () => {
    const keys = words.map((word) => word.toLowerCase())
    expect(keys).toEqual([...new Set(keys)].sort())
    expect(words.filter((word) => /\s/.test(word))).toEqual([])
  })
})
