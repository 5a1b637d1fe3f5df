import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorsOf, logsOf, runWrite, statesOf, type Finished } from './harness/program'
import { startSink, type Sink } from './harness/sink'

/**
 * Each folder of golden/ is one run of the built program: config.json, catalog.json and input.jsonl go in;
 * expected.json has the output. UPDATE_GOLDEN=1 writes it again: read the difference before you commit it.
 */
const CASES = join(__dirname, 'golden')

function read(folder: string, name: string): string {
  return readFileSync(join(CASES, folder, name), 'utf8')
}

function observe(finished: Finished, sink: Sink) {
  return {
    exitCode: finished.code,
    states: statesOf(finished),
    errors: errorsOf(finished).map(({ failure_type, message }) => ({ failure_type, message })),
    warnings: logsOf(finished, 'WARN'),
    requests: sink.requests.map(({ method, path, text }) => ({ method, path, body: JSON.parse(text) as unknown })),
  }
}

describe('golden runs of the built program', () => {
  const folders = readdirSync(CASES)
  it('has cases', () => expect(folders.length).toBeGreaterThan(5))

  /** Runs a case, and compares it with what is expected of it; writes that again where the tests are asked to. */
  async function check(folder: string, env: NodeJS.ProcessEnv, mayUpdate: boolean): Promise<void> {
    const sink = await startSink()
    try {
      const config = JSON.parse(read(folder, 'config.json').replaceAll('SINK_URL', sink.url)) as unknown
      const finished = await runWrite({
        config,
        catalog: read(folder, 'catalog.json'),
        input: readFileSync(join(CASES, folder, 'input.jsonl')),
        env,
      })
      const observed = observe(finished, sink)
      const path = join(CASES, folder, 'expected.json')
      if (mayUpdate && (process.env['UPDATE_GOLDEN'] === '1' || !existsSync(path))) {
        if (process.env['CI'] === 'true') throw new Error(`${path} is missing`)
        writeFileSync(path, `${JSON.stringify(observed, null, 2)}\n`)
      }
      expect(observed).toEqual(JSON.parse(readFileSync(path, 'utf8')))
    } finally {
      await sink.stop()
    }
  }

  it.each(folders)('%s', (folder) => check(folder, {}, true))

  it.each(folders)('%s, without the fast path', (folder) => check(folder, { CUSTOMER_IO_FAST_PATH: 'off' }, false))
})
