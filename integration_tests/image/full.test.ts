import { execFile } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { promisify } from 'node:util'
import { findEngine } from '../../scripts/image-engine'
import { openBench, SECRETS, type Bench } from '../harness/sync'

const ENGINE = findEngine()!
const PEOPLE = `
  - name: people
    table: PEOPLE
    key: ID
    rule: { object: person, id_column: ID, email_column: EMAIL }
`

/** Runs `sync` of an image on the activation in a folder; its exit code and what it said. */
async function sync(image: string | undefined, folder: string): Promise<{ code: number; stderr: string }> {
  const [program = '', ...before] = ENGINE.command
  const env = Object.entries({ ...SECRETS, NO_PROXY: '127.0.0.1' }).flatMap(([name, value]) => [
    '--env',
    `${name}=${value}`,
  ])
  const hardened = ['--read-only', '--cap-drop', 'all', '--user', '12345:0']
  const mount = ['--volume', `${folder}:/dest`, '--workdir', '/dest']
  const run = ['run', '--rm', '--network', 'host', ...mount, ...env, ...hardened, image ?? '']
  try {
    const { stderr } = await promisify(execFile)(program, [...before, ...run, 'sync', '--config', 'activation.yml'])
    return { code: 0, stderr }
  } catch (failed) {
    return failed as { code: number; stderr: string }
  }
}

describe('sync in the image', () => {
  let bench: Bench
  beforeEach(async () => {
    bench = await openBench()
    chmodSync(bench.folder, 0o777)
    await bench.warehouse.sql(`CREATE TABLE people AS SELECT (range + 1)::DECIMAL(38,0) AS "ID",
      'person' || (range + 1) || '@example.com' AS "EMAIL" FROM range(3000)`)
    bench.activate(PEOPLE)
  })
  afterEach(() => bench.stop())

  it('delivers a model with the driver of the full image', async () => {
    const { code, stderr } = await sync(process.env['IMAGE_FULL'], bench.folder)
    expect(stderr).toMatch(/3,000 rows read = 3,000 delivered/)
    expect(code).toBe(0)
    expect(bench.sandbox.workspace.people.find('id', '3000')).toBeDefined()
  })

  it('says which image it takes where the driver is missing', async () => {
    const { code, stderr } = await sync(process.env['IMAGE'], bench.folder)
    expect(code).toBe(78)
    expect(stderr).toContain('full')
  })
})
