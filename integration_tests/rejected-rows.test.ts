import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import S3rver from 's3rver'
import { runSync, record, streamState, Sync, type SyncOptions } from './harness/platform'
import { runWithConfig, temporaryFolder } from './harness/program'
import { configFor, startSink, type Sink } from './harness/sink'
import { countsOf, expectClean, peopleRules, plainStream, TEXT } from './acceptance/world'

/** Rejected rows in a bucket, through the built program: where they land, and what waits for them. */
let sink: Sink
let server: S3rver
let folder: ReturnType<typeof temporaryFolder>
let endpoint: string

beforeEach(async () => {
  sink = await startSink()
  folder = temporaryFolder()
  server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: folder.path,
    configureBuckets: [{ name: 'rejected', configs: [] }],
  })
  endpoint = `http://127.0.0.1:${(await server.run()).port}`
})

afterEach(async () => {
  await server.close().catch(() => undefined)
  folder.remove()
  await sink.stop()
})

const KEY = { access_key_id: 'S3RVER', secret_access_key: 'S3RVER' }
const storage = (more: Record<string, unknown> = KEY) => ({
  object_storage_config: {
    storage_type: 'S3',
    s3_bucket_name: 'rejected',
    s3_bucket_region: '',
    s3_endpoint: endpoint,
    bucket_path: 'some/path/',
    ...more,
  },
})
const options = (more?: Record<string, unknown>, env?: NodeJS.ProcessEnv): SyncOptions => ({
  config: configFor(sink.url, { ...peopleRules('people'), ...storage(more) }),
  catalog: { streams: [plainStream('people', { id: TEXT }, { namespace: 'crm' })] },
  ...(env === undefined ? {} : { env }),
})
const bad = (n: number) => record('people', { id: '', n }, { namespace: 'crm' })
const good = record('people', { id: '1' }, { namespace: 'crm' })
const state = () => streamState('people', {}, 'crm')

/** The objects below the job, as the server keeps them. */
function objects(job: string): { name: string; body: Buffer }[] {
  const path = join(folder.path, 'rejected', 'some', 'path', job, 'crm', 'people')
  if (!existsSync(path)) return []
  return readdirSync(path)
    .filter((name) => name.endsWith('._S3rver_object'))
    .map((name) => ({ name: name.replace('._S3rver_object', ''), body: readFileSync(join(path, name)) }))
}

describe('rejected rows in S3', () => {
  it('are stored in the job folder that Airbyte links to, before their state is returned', async () => {
    const sync = new Sync(options())
    let storedAtState: number | undefined
    sync.program.onMessage(({ type }) => {
      if (type === 'STATE') storedAtState ??= objects('7').length
    })
    sync.send(good, bad(1), bad(2), state())
    const result = await sync.end()
    expectClean(result)
    expect(countsOf(result)).toEqual([[1, 2]])
    expect(storedAtState).toBe(1)
    const [object] = objects('7')
    expect(object!.name).toMatch(/^rejected-.*\.jsonl$/)
    const lines = object!.body
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines).toMatchObject([
      {
        stream: 'people',
        namespace: 'crm',
        code: 'blank_identifier',
        data: { id: '', n: 1 },
        configured_stream: { sync_mode: 'incremental' },
      },
      { data: { n: 2 } },
    ])
    // Warnings of the AWS client about the version of Node would be logged as errors.
    expect(result.complaints).toEqual([])
  })

  it('go below sync_id where there is one, compressed where that is asked for', async () => {
    const { catalog, ...rest } = options({ ...KEY, compression: 'gzip' })
    const streams = catalog.streams.map((stream) => ({ ...(stream as object), sync_id: 4711 }))
    expectClean(await runSync({ ...rest, catalog: { streams } }, [bad(1), state()]))
    const [object] = objects('4711')
    expect(object!.name).toMatch(/\.jsonl\.gz$/)
    expect(gunzipSync(object!.body).toString()).toContain('"n":1')
  })

  it('are written with the default credentials chain where no key is given', async () => {
    const env = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' }
    expectClean(await runSync(options({}, env), [bad(1), state()]))
    expect(objects('7')).toHaveLength(1)
  })

  it('let no state pass when the storage goes away in the middle of a run', async () => {
    const sync = new Sync(options())
    sync.send(good, state())
    await sync.nextState()
    await server.close()
    sync.send(bad(1), state(), good, state())
    const result = await sync.end()
    expectClean(result, 'failed')
    expect(result.errors).toMatchObject([
      {
        failure_type: 'transient_error',
        message: expect.stringContaining('could not be stored in the bucket rejected') as string,
      },
    ])
    expect(result.states.map(({ id }) => id)).toEqual([1])
  })
})

describe('check', () => {
  const status = async (config: Record<string, unknown>) => {
    const finished = await runWithConfig('check', configFor(sink.url, config))
    expect({ code: finished.code, stderr: finished.stderr }).toEqual({ code: 0, stderr: '' })
    return finished.messages.find(({ type }) => type === 'CONNECTION_STATUS')!['connectionStatus']
  }

  it('writes, lists and deletes a probe', async () => {
    expect(await status(storage())).toEqual({ status: 'SUCCEEDED' })
    expect(readdirSync(join(folder.path, 'rejected')).filter((name) => name.includes('_check'))).toEqual([])
  })

  it('names the permission that is missing, and the bucket that is not there', async () => {
    expect(await status(storage({ access_key_id: 'STRANGER', secret_access_key: 'STRANGER' }))).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('s3:PutObject') as string,
    })
    expect(await status(storage({ ...KEY, s3_bucket_name: 'elsewhere' }))).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('s3_bucket_name') as string,
    })
  })
})
