import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { runInThisContext } from 'node:vm'
import ts from 'typescript'
import * as kit from '../../src/airbyte/index'
import { createContext } from '../../src/airbyte/testing/context-factory'
import { temporaryFolder } from '../harness/program'
import { PROJECT, readPage, type Block } from './markdown'

const page = readPage('docs/airbyte-kit.md')
const KIT = join(PROJECT, 'src/airbyte/index.ts')
const EXAMPLE = join(PROJECT, 'examples/destination-jsonl/destination.ts')
const blocks = page.blocks.filter(({ info }) => /^ts\b/.test(info))
/** Each block as a file of the project, with the program that all of them are in. */
const files = new Map(blocks.map((block) => [join(PROJECT, 'docs', `block-${block.line}.ts`), block]))
const program = ts.createProgram([KIT, ...files.keys()], compilerOptions(), hostOf(files))

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(PROJECT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object
  }
  return { ...ts.parseJsonConfigFileContent(config, ts.sys, PROJECT).options, types: ['node'] }
}

/** A compiler host that has the blocks beside the files of the disk. */
function hostOf(extra: ReadonlyMap<string, Block>): ts.CompilerHost {
  const host = ts.createCompilerHost(compilerOptions())
  const fileExists = host.fileExists.bind(host)
  const readFile = host.readFile.bind(host)
  const getSourceFile = host.getSourceFile.bind(host)
  return {
    ...host,
    fileExists: (path) => extra.has(path) || fileExists(path),
    readFile: (path) => extra.get(path)?.text ?? readFile(path),
    getSourceFile(path, options) {
      const text = extra.get(path)?.text
      return text === undefined ? getSourceFile(path, options) : ts.createSourceFile(path, text, options)
    },
  }
}

/** What a block exports, run with the kit of the sources. */
function load({ text }: Block): Record<string, never> {
  const exports: Record<string, never> = {}
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  const run = runInThisContext(`(exports, require) => {${outputText}\n}`) as (...args: unknown[]) => void
  run(exports, () => kit)
  return exports
}

/** Runs `write` over two rows, of which the second has no id, and a state. */
function statesOf(write: kit.Destination['write']): Promise<unknown[]> {
  const spec = { connectionSpecification: {} }
  return statesOfRun((context) =>
    kit.runDestinationCommand({ spec, check: () => Promise.resolve(), write }, 'write', context),
  )
}

async function statesOfRun(run: (context: kit.CommandContext) => Promise<number>): Promise<unknown[]> {
  const folder = temporaryFolder()
  const paths = ['config', 'catalog'].map((name) => join(folder.path, `${name}.json`)) as [string, string]
  writeFileSync(paths[0], '{}')
  writeFileSync(paths[1], '{"streams":[{"stream":{"name":"s"}}]}')
  const row = (data: string) => `{"type":"RECORD","record":{"stream":"s","data":${data},"emitted_at":1}}\n`
  const context = createContext(['--config', paths[0], '--catalog', paths[1]], {
    stdin: row('{"id":"1"}') + row('{}') + '{"type":"STATE","state":{"data":{}}}\n',
  })
  const code = await run(context)
  folder.remove()
  expect(code).toBe(0)
  const messages = context.written.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  return messages.flatMap(({ state }) => (state === undefined ? [] : [state]))
}

describe('the code of docs/airbyte-kit.md', () => {
  it('has the example of the repository, of at most 60 lines', () => {
    const [example] = page.blocks.filter(({ info }) => info === 'ts example')
    const text = readFileSync(EXAMPLE, 'utf8')
    expect(example?.text).toBe(text.trimEnd())
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(60)
  })

  it.each([...files].map(([path, { line }]) => [line, path] as const))('compiles (line %d)', (_, path) => {
    const source = program.getSourceFile(path)
    const problems = ts.getPreEmitDiagnostics(program, source).map(({ messageText }) => messageText)
    expect(source).toBeDefined()
    expect(problems).toEqual([])
  })

  it('rejects rows, sends in parallel, and settles row by row', async () => {
    const [reject, parallel, rowByRow] = blocks.filter(({ info }) => info === 'ts').map(load)
    expect(await statesOf(reject!['write']!)).toMatchObject([
      { destinationStats: { recordCount: 1, rejectedRecordCount: 1 } },
    ])
    const writeInParallel = parallel!['writeInParallel']! as (send: () => Promise<void>) => kit.Destination['write']
    expect(await statesOf(writeInParallel(() => Promise.resolve()))).toMatchObject([
      { destinationStats: { recordCount: 2, rejectedRecordCount: 0 } },
    ])
    type Send = (row: kit.Row) => Promise<'accepted' | 'rejected'>
    const writeRowByRow = rowByRow!['writeRowByRow']! as (context: kit.CommandContext, send: Send) => Promise<number>
    const send: Send = (row) => Promise.resolve(kit.valueOf(row, 'id') === undefined ? 'rejected' : 'accepted')
    expect(await statesOfRun((context) => writeRowByRow(context, send))).toMatchObject([
      { destinationStats: { recordCount: 1, rejectedRecordCount: 1 } },
    ])
  })
})

describe('the guarantees of docs/airbyte-kit.md', () => {
  it('name tests that are there', () => {
    const named = [...new Set(page.prose.match(/[\w-]+\.test\.ts/g) ?? [])]
    const tests = ['src', 'integration_tests'].flatMap((folder) =>
      readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' }).map((path) => basename(path)),
    )
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((name) => !tests.includes(name))).toEqual([])
  })
})

describe('the reference of docs/airbyte-kit.md', () => {
  it('lists exactly what the kit exports, types too', () => {
    const checker = program.getTypeChecker()
    const symbol = checker.getSymbolAtLocation(program.getSourceFile(KIT)!)!
    const exported = checker.getExportsOfModule(symbol).map(({ name }) => name)
    const reference = page.prose.slice(page.prose.indexOf('\n## Reference'))
    const listed = [...reference.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name)
    expect(listed.toSorted()).toEqual(exported.toSorted())
  })

  it('has the exit codes of the kit', () => {
    const codes = [...page.prose.matchAll(/^\| (\d+) /gm)].map(([, code]) => Number(code))
    expect(codes).toEqual(Object.values(kit.PROTOCOL_EXIT_CODES))
  })
})
