import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startSandbox, type Sandbox } from '../../src/sandbox/index'
import { errorsOf, logsOf, runWithConfig, runWrite, statesOf } from '../harness/program'
import { PROJECT, readPage } from './markdown'

const example = (file: string) => readFileSync(join(PROJECT, 'examples/quickstart', file), 'utf8')
/** What the page says that the program prints, in the order of the page. */
const shown = readPage('docs/getting-started.md').blocks.flatMap(({ info, text }) => (info === 'text' ? [text] : []))

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox()
})
afterEach(() => sandbox.stop())

type Config = Record<string, unknown> & { readonly streams: readonly Record<string, unknown>[] }

function config(): Config {
  return { ...(JSON.parse(example('config.json')) as Config), endpoints: { track_url: sandbox.url } }
}

const write = (more: Record<string, unknown> = {}) =>
  runWrite({
    config: { ...config(), ...more },
    catalog: JSON.parse(example('catalog.json')),
    input: example('people.jsonl'),
  })

describe('docs/getting-started.md', () => {
  it('prints what its page shows, and the same when it runs again', async () => {
    const checked = await runWithConfig('check', config())
    expect(checked.messages.at(-1)).toMatchObject({ connectionStatus: { status: 'SUCCEEDED' } })
    for (let run = 0; run < 2; run++) {
      const finished = await write()
      const summary = logsOf(finished)
        .at(-1)
        ?.replace(/in \d+\.\d s/, 'in 0.1 s')
      expect(summary).toBe(shown[0])
      expect(statesOf(finished)).toMatchObject([{ destinationStats: { recordCount: 3, rejectedRecordCount: 1 } }])
      expect([...sandbox.workspace.people.all].map(({ email }) => email)).toEqual([
        'ada@example.com',
        'grace@example.com',
        'hong@example.com',
      ])
    }
  })

  it('makes the mistake of its page', async () => {
    const streams = config().streams.map((rule) => ({ ...rule, id_column: 'ID' }))
    expect(errorsOf(await write({ streams })).map(({ message }) => message)).toEqual([shown[1]])
  })

  it('writes only the cohort, and gives no state back', async () => {
    const finished = await write({ test_cohort: ['2'] })
    expect(sandbox.workspace.people.size).toBe(1)
    expect(statesOf(finished)).toEqual([])
    expect(logsOf(finished).at(-1)).toMatch(/0 of 1 state acknowledged/)
  })
})
