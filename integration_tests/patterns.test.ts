import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { check } from 'recheck'
import ts from 'typescript'

const ROOT = join(__dirname, '..')

/** Patterns whose text is short, because a length check runs before them, and why. */
const BOUNDED: readonly string[] = [
  // Messages longer than 4,000 characters are cut without them (src/warehouse/snowflake/mask-message.ts).
  String.raw`/(?<=\bvariant value )(?:(?!'\*\*\*').)+(?= to )/g`,
  String.raw`/\{.*\}|\[.*\]/g`,
]

/** Patterns that are made of parts at run time, by the text in the code. */
const COMPOSED: Readonly<Record<string, string>> = {
  'new RegExp(`^${PREFIX}(.+)-(\\\\d+)-[0-9a-f]{8}\\\\.jsonl$`)':
    '/^destination-customer-io-held-(.+)-(\\d+)-[0-9a-f]{8}\\.jsonl$/',
  'new RegExp(COUNTING_NUMBER.source)': '/^[1-9]\\d*$/',
  "new RegExp(`.{1,${LINE}}`, 'g')": '/.{1,64}/g',
}

interface Pattern {
  readonly where: string
  /** As a literal. */
  readonly text: string
}

function patternsOf(file: string): readonly Pattern[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const found: Pattern[] = []
  const where = (node: ts.Node) =>
    `${relative(ROOT, file)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push({ where: where(node), text: node.text })
    const isCall = ts.isNewExpression(node) || ts.isCallExpression(node)
    if (isCall && node.expression.getText() === 'RegExp')
      found.push({ where: where(node), text: COMPOSED[node.getText()] ?? node.getText() })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** The patterns of JSON schemas, which validators run on what a user configured. */
function schemaPatterns(value: unknown): readonly Pattern[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    name === 'pattern' && typeof inner === 'string'
      ? [{ where: 'spec.json', text: `/${inner}/u` }]
      : schemaPatterns(inner),
  )
}

const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !/\.test\.ts$|testing\/|\.d\.ts$/.test(name),
)
const patterns = [
  ...files.flatMap((name) => patternsOf(join(ROOT, 'src', name))),
  ...schemaPatterns(JSON.parse(readFileSync(join(ROOT, 'spec.json'), 'utf8'))),
]
const places = new Map<string, string[]>()
for (const { where, text } of patterns) places.set(text, [...(places.get(text) ?? []), where])

describe('each pattern of the code', () => {
  it('is found', () => expect(places.size).toBeGreaterThan(90))

  it('has exceptions only where they are needed', () => {
    expect(BOUNDED.filter((text) => !places.has(text))).toEqual([])
    expect(Object.values(COMPOSED).filter((text) => !places.has(text))).toEqual([])
  })

  it.each([...places].filter(([text]) => !BOUNDED.includes(text)))(
    'takes time that grows in proportion to the text: %s',
    async (text) => {
      const [, source = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? []
      const result = await check(source, flags, { timeout: 50_000 })
      expect([places.get(text), result.status, result.status === 'vulnerable' && result.attack.pattern]).toEqual([
        places.get(text),
        'safe',
        false,
      ])
    },
  )
})
