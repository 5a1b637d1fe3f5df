import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import S3rver from 's3rver'
import { createRowRef, createRow, createStream } from '../../src/delivery/testing/row-factories'
import { FakeClock } from '../../src/lib/testing/fake-clock'
import { createS3Client, probeBucket, S3RejectedRowStore, type S3Options } from '../../src/rejected-rows/s3-store'

const REJECTION = { code: 'invalid_value', message: 'no' } as const

let directory: string
let server: S3rver
let options: S3Options
let client: S3Client
const clock = new FakeClock()

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 's3-'))
  server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: 'rejected', configs: [] }],
  })
  const { port } = await server.run()
  options = {
    bucket: 'rejected',
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    path: '/some/prefix/',
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    roleArn: undefined,
    gzip: false,
  }
})

afterAll(async () => {
  await server.close()
  rmSync(directory, { recursive: true, force: true })
})

beforeEach(async () => {
  client = await createS3Client(options)
})

afterEach(() => client.destroy())

async function listKeys(prefix: string): Promise<string[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: 'rejected', Prefix: prefix }))
  return Contents.map(({ Key }) => Key!)
}

async function readObject(key: string): Promise<Buffer> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'rejected', Key: key }))
  return Buffer.from(await Body!.transformToByteArray())
}

const streams = new Map(['people', 'events'].map((name) => [name, createStream(name)]))
const streamOf = (name: string) => streams.get(name)!
const refOf = (name: string, data: Record<string, unknown>) => ({
  ...createRowRef(streamOf(name)),
  row: createRow(streamOf(name), data),
})

describe('S3RejectStore', () => {
  it('uploads an object below the job and the stream once it is a minute old, byte for byte', async () => {
    const store = new S3RejectedRowStore(client, options, '7', 'run', clock)
    const stored = Promise.all([
      store.store(refOf('people', { name: 'Zoë' }), REJECTION),
      store.store(refOf('people', { n: 2 }), REJECTION),
    ])
    expect(await listKeys('some/prefix/7/')).toEqual([])
    await clock.advance(60_000)
    await stored
    const keys = await listKeys('some/prefix/7/')
    expect(keys).toEqual(['some/prefix/7/people/rejected-run-1.jsonl'])
    const lines = (await readObject(keys[0]!)).toString().trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { data: unknown }).data)).toEqual([{ name: 'Zoë' }, { n: 2 }])
    expect(clock.pending).toBe(0)
  })

  it('uploads at once what is large enough, and the rest when told', async () => {
    const store = new S3RejectedRowStore(client, { ...options, gzip: true }, '8', 'run', clock)
    const large = store.store(refOf('people', { text: 'x'.repeat(5_000_000) }), REJECTION)
    await large
    const small = store.store(refOf('people', { text: 'y' }), REJECTION)
    store.flush()
    await small
    const keys = await listKeys('some/prefix/8/')
    expect(keys).toHaveLength(2)
    expect(gunzipSync(await readObject(keys[1]!)).toString()).toContain('"text":"y"')
    expect(clock.pending).toBe(0)
  })

  it('says that the bucket is not there, as something to fix', async () => {
    const elsewhere = { ...options, bucket: 'missing' }
    const store = new S3RejectedRowStore(client, elsewhere, '9', 'run', clock)
    const stored = store.store(refOf('people', {}), REJECTION)
    store.flush()
    await expect(stored).rejects.toMatchObject({
      failureType: 'config_error',
      message: expect.stringContaining('s3_bucket_name') as string,
    })
  })
})

describe('probeBucket', () => {
  it('deletes its test object if rows can be stored', async () => {
    await probeBucket(client, options)
    expect(await listKeys('some/prefix/_check')).toEqual([])
  })

  it('names the permission that wrong credentials lack', async () => {
    const stranger = await createS3Client({ ...options, accessKeyId: 'STRANGER' })
    await expect(probeBucket(stranger, options)).rejects.toMatchObject({
      failureType: 'config_error',
      message: expect.stringContaining('s3:PutObject') as string,
    })
    stranger.destroy()
  })

  it('writes with the temporary credentials of a role, and says why it cannot be assumed', async () => {
    const actions: string[] = []
    let refuse = false
    const sts = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        const asked = new URLSearchParams(body)
        actions.push(`${asked.get('Action')} ${asked.get('RoleArn')}`)
        response.writeHead(refuse ? 403 : 200, { 'content-type': 'text/xml' })
        response.end(
          refuse
            ? '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>'
            : '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>S3RVER</AccessKeyId><SecretAccessKey>S3RVER' +
                '</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>' +
                '</AssumeRoleResult></AssumeRoleResponse>',
        )
      })
    })
    await new Promise<void>((listening) => sts.listen(0, '127.0.0.1', listening))
    process.env['AWS_ENDPOINT_URL_STS'] = `http://127.0.0.1:${(sts.address() as AddressInfo).port}`
    try {
      const roleArn = 'arn:aws:iam::123456789012:role/writer'
      const assumed = { ...options, accessKeyId: 'BASE', secretAccessKey: 'BASE', roleArn }
      const writer = await createS3Client(assumed)
      await probeBucket(writer, assumed)
      expect(actions).toEqual([`AssumeRole ${roleArn}`])
      writer.destroy()
      refuse = true
      const stranger = await createS3Client(assumed)
      await expect(probeBucket(stranger, assumed)).rejects.toMatchObject({
        failureType: 'config_error',
        message: expect.stringContaining(`role ${roleArn} of object_storage_config could not be assumed`) as string,
      })
      stranger.destroy()
    } finally {
      delete process.env['AWS_ENDPOINT_URL_STS']
      sts.closeAllConnections()
      sts.close()
    }
  })

  it('calls a server that does not answer something to try again', async () => {
    const nobody = await createS3Client({ ...options, endpoint: 'http://127.0.0.1:9' })
    await expect(probeBucket(nobody, options)).rejects.toMatchObject({ failureType: 'transient_error' })
    nobody.destroy()
  })
})
