import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Program, temporaryFolder, type Finished } from '../harness/program'
import { openWorld, type World } from './world'

/** The commands other than `write`, as Airbyte and its test tools call them. */
let world: World

beforeEach(async () => {
  world = await openWorld()
})

afterEach(() => world.sandbox.stop())

async function run(command: string, config?: unknown): Promise<Finished> {
  const folder = temporaryFolder()
  const args = config === undefined ? [] : ['--config', 'connectorConfig.json']
  if (config !== undefined) writeFileSync(join(folder.path, 'connectorConfig.json'), JSON.stringify(config))
  const program = new Program([command, ...args], { cwd: folder.path, fifo: true })
  program.child.stdin.end()
  const finished = await program.finished()
  folder.remove()
  return finished
}

const ofType = ({ messages }: Finished, type: string) => messages.filter((message) => message.type === type)

describe('spec', () => {
  it('SpecTest.testSpecOss, testSpecCloud, testGetSpec: one SPEC, the same everywhere, equal to the stored one', async () => {
    const stored = JSON.parse(readFileSync(join(__dirname, '../expected_spec.json'), 'utf8')) as unknown
    for (const DEPLOYMENT_MODE of ['OSS', 'CLOUD']) {
      const program = new Program(['spec'], { fifo: true, env: { DEPLOYMENT_MODE } })
      program.child.stdin.end()
      const finished = await program.finished()
      expect({ code: finished.code, stderr: finished.stderr }).toEqual({ code: 0, stderr: '' })
      expect(ofType(finished, 'SPEC').map(({ spec }) => spec)).toEqual([stored])
      expect(ofType(finished, 'TRACE')).toEqual([])
      // Airbyte reads the first ten lines only.
      expect(finished.messages.findIndex(({ type }) => type === 'SPEC')).toBeLessThan(10)
    }
  })
})

describe('check', () => {
  it('CheckIntegrationTest.testSuccessConfigs, testCheckConnection', async () => {
    const finished = await run('check', world.config())
    expect(finished.code).toBe(0)
    expect(ofType(finished, 'CONNECTION_STATUS')).toEqual([
      { type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } },
    ])
  })

  it.each([
    ['testCheckConnectionInvalidCredentials', { credentials: { site_id: 'x', api_key: 'wrong' } }, /credentials/],
    [
      'a configuration with several problems',
      { credentials: {}, region: 'mars', delivery: { max_in_flight: 0 } },
      /region[^]*max_in_flight[^]*site_id[^]*api_key/,
    ],
    [
      'a folder that cannot be',
      { object_storage_config: { storage_type: 'LOCAL', directory: '/dev/null/x' } },
      /\/dev\/null\/x/,
    ],
    ['a server that is not there', { endpoints: { track_url: 'http://127.0.0.1:9' } }, /127\.0\.0\.1:9/],
  ])('CheckIntegrationTest.testFailConfigs: %s is FAILED with exit code 0', async (_, config, message) => {
    const finished = await run('check', { ...world.config(), ...config })
    expect(finished.code).toBe(0)
    expect(ofType(finished, 'CONNECTION_STATUS')).toMatchObject([
      { connectionStatus: { status: 'FAILED', message: expect.stringMatching(message) as string } },
    ])
    expect(finished.stderr).toBe('')
  })
})

describe('discover', () => {
  it('DiscoverIntegrationTest.testSuccessConfigs: one catalog whose operations Airbyte can use', async () => {
    const finished = await run('discover', world.config())
    expect(finished.code).toBe(0)
    const catalogs = ofType(finished, 'DESTINATION_CATALOG')
    expect(catalogs).toHaveLength(1)
    const { operations } = catalogs[0]!['destination_catalog'] as {
      operations: {
        object_name: string
        sync_mode: string
        matching_keys?: string[][]
        json_schema: Record<string, unknown>
      }[]
    }
    expect(operations.length).toBeGreaterThan(8)
    const names = operations.map(({ object_name, sync_mode }) => `${object_name} ${sync_mode}`)
    expect(new Set(names).size).toBe(names.length)
    for (const { sync_mode, matching_keys, json_schema } of operations) {
      // Without a key, Airbyte fails every incremental sync of the stream (airbyte#66571).
      if (sync_mode === 'append_dedup') expect(matching_keys?.length).toBeGreaterThan(0)
      expect(json_schema['additionalProperties']).toBe(true)
    }
  })
})
