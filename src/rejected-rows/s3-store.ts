import { gzipSync } from 'node:zlib'
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3'
import type { Clock } from '../lib/clock'
import { ConfigError, ConnectorError, TransientError } from '../core/errors'
import type { Rejection } from '../core/outcome'
import type { RowRef } from '../core/row'
import type { SourceStream } from '../core/stream'
import { startFile, streamFolders, toFolderName, toRecordLine } from './rejected-record'
import { trimChar } from '../lib/trim'

/** An object is uploaded once it holds this many bytes of lines ... */
const OBJECT_BYTES = 5_000_000
/** ... or when its first line is this old: a state waits at most this long for a rejected row. */
const OBJECT_AGE_MS = 60_000

export interface S3Options {
  readonly bucket: string
  readonly region: string
  /** A server other than Amazon's; it is addressed with the bucket in the path. */
  readonly endpoint: string | undefined
  /** Prefix of all keys, with or without a trailing slash. */
  readonly path: string
  /** Both or neither: without a key the default credentials chain of the AWS client applies. */
  readonly accessKeyId: string | undefined
  readonly secretAccessKey: string | undefined
  /** A role that these credentials assume; its temporary ones write to the bucket. */
  readonly roleArn: string | undefined
  readonly gzip: boolean
}

interface OpenObject {
  lines: string[]
  bytes: number
  waiting: { resolve: () => void; reject: (thrown: unknown) => void }[]
  readonly cancelTimer: () => void
}

/**
 * Rejected rows as JSON Lines objects in `<path>/<job id>/<namespace>/<stream>/`, the prefix that Airbyte links to.
 * A row is stored once its object is completely uploaded.
 */
export class S3RejectedRowStore {
  private readonly open = new Map<SourceStream, OpenObject>()
  private readonly uploads = new Set<Promise<void>>()
  private part = 0

  private readonly folder: string

  /** The prefix of this job. */
  readonly location: string

  /** `runName` distinguishes the objects of this attempt from those of an earlier one of the same job. */
  constructor(
    private readonly client: S3Client,
    private readonly options: S3Options,
    jobId: string,
    private readonly runName: string,
    private readonly clock: Clock,
  ) {
    this.folder = toFolderName(jobId)
    this.location = `s3://${joinKey(options.bucket, options.path, this.folder)}/`
  }

  /** Resolves once the row is durable; rejects with a ConnectorError where it cannot be stored. */
  store(ref: RowRef, rejection: Rejection): Promise<void> {
    const { stream } = ref
    let object = this.open.get(stream)
    if (object === undefined) {
      const cancelTimer = this.clock.after(OBJECT_AGE_MS, () => this.upload(stream))
      object = { lines: [], bytes: 0, waiting: [], cancelTimer }
      this.open.set(stream, object)
    }
    const line = toRecordLine(ref, rejection)
    object.lines.push(line)
    object.bytes += line.length
    const { waiting } = object
    const stored = new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }))
    if (object.bytes >= OBJECT_BYTES) this.upload(stream)
    return stored
  }

  /** Uploads open objects before they reach their size or age. */
  flush(): void {
    for (const stream of [...this.open.keys()]) this.upload(stream)
  }

  /** Uploads open objects and closes the client. */
  async close(): Promise<void> {
    this.flush()
    await Promise.all(this.uploads)
    this.client.destroy()
  }

  private upload(stream: SourceStream): void {
    const object = this.open.get(stream)
    if (object === undefined) return
    this.open.delete(stream)
    object.cancelTimer()
    const prefix = joinKey(this.options.path, this.folder, ...streamFolders(stream))
    const name = `rejected-${this.runName}-${++this.part}.jsonl${this.options.gzip ? '.gz' : ''}`
    const text = startFile(stream, object.lines.join(''))
    const body = this.options.gzip ? gzipSync(text) : Buffer.from(text)
    const done = put(this.client, this.options, joinKey(prefix, name), body)
      .then(
        () => object.waiting.forEach(({ resolve }) => resolve()),
        (thrown: unknown) => object.waiting.forEach(({ reject }) => reject(thrown)),
      )
      .finally(() => this.uploads.delete(done))
    this.uploads.add(done)
  }
}

/** A client for the bucket. Imported only where S3 is configured: it takes longer to load than the rest of the program. */
export async function createS3Client(options: S3Options): Promise<S3Client> {
  const { S3Client: Client } = await import('@aws-sdk/client-s3')
  const { endpoint } = options
  const credentials = await credentialsOf(options)
  return new Client({
    region: regionOf(options),
    ...(endpoint === undefined
      ? {}
      : // Servers other than Amazon's store the framing of streamed checksums as content.
        { endpoint, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' as const }),
    ...(credentials === undefined ? {} : { credentials }),
  })
}

function regionOf({ region }: S3Options): string {
  return region === '' ? 'us-east-1' : region
}

/** The key, or the role's temporary credentials; undefined selects the default chain of the client. */
async function credentialsOf(options: S3Options): Promise<S3ClientConfig['credentials'] | undefined> {
  const { accessKeyId, secretAccessKey, roleArn } = options
  const key = accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey }
  if (roleArn === undefined) return key
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers')
  const assume = fromTemporaryCredentials({
    ...(key === undefined ? {} : { masterCredentials: key }),
    params: { RoleArn: roleArn, RoleSessionName: 'destination-customer-io' },
    clientConfig: { region: regionOf(options) },
  })
  return async (properties) => {
    try {
      return await assume(properties)
    } catch (thrown) {
      throw toRoleError(roleArn, thrown)
    }
  }
}

function toRoleError(roleArn: string, thrown: unknown): ConnectorError {
  const { found, status, name } = describe(thrown)
  const text =
    `Rejected rows cannot be stored: the role ${roleArn} of object_storage_config could not be assumed (${found}). Its ` +
    'trust policy must name the credentials that assume it, and they need the permission sts:AssumeRole.'
  const lasting = status === undefined ? name === 'CredentialsProviderError' : status < 500 && status !== 429
  return lasting ? new ConfigError(text) : new TransientError(text)
}

function describe(thrown: unknown): { found: string; status: number | undefined; name: string | undefined } {
  const { name, $metadata } = thrown as { name?: string; $metadata?: { httpStatusCode?: number } }
  const status = $metadata?.httpStatusCode
  return { found: `${name ?? 'error'}${status === undefined ? '' : `, HTTP ${status}`}`, status, name }
}

/** Checks that rows can be stored: writes, lists and deletes an object. ConfigError names a missing permission. */
export async function probeBucket(client: S3Client, options: S3Options): Promise<void> {
  const { DeleteObjectCommand, ListObjectsV2Command } = await import('@aws-sdk/client-s3')
  const key = joinKey(options.path, '_check_test')
  const target = { Bucket: options.bucket, Key: key }
  await put(client, options, key, Buffer.from('{}\n'))
  await attempt(options, 's3:ListBucket', () =>
    client.send(new ListObjectsV2Command({ Bucket: options.bucket, Prefix: key })),
  )
  await attempt(options, 's3:DeleteObject', () => client.send(new DeleteObjectCommand(target)))
}

async function put(client: S3Client, options: S3Options, key: string, body: Buffer): Promise<void> {
  const { PutObjectCommand } = await import('@aws-sdk/client-s3')
  const command = new PutObjectCommand({
    Bucket: options.bucket,
    Key: key,
    Body: body,
    ContentType: 'application/x-ndjson',
    ...(options.gzip ? { ContentEncoding: 'gzip' } : {}),
  })
  await attempt(options, 's3:PutObject', () => client.send(command))
}

/** The client retries automatically: the user must fix a remaining error, or it is temporary. */
async function attempt(options: S3Options, permission: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (thrown) {
    throw toStorageError(options, permission, thrown)
  }
}

function toStorageError({ bucket }: S3Options, permission: string, thrown: unknown): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown
  const { found, status, name } = describe(thrown)
  if (status === 403) {
    return new ConfigError(
      `Rejected rows cannot be stored in the bucket ${bucket} (${found}): the credentials of object_storage_config ` +
        `are wrong or lack the permission ${permission}.`,
    )
  }
  if (status === 404 || name === 'CredentialsProviderError') {
    return new ConfigError(
      `Rejected rows cannot be stored in the bucket ${bucket} (${found}). Check s3_bucket_name, s3_bucket_region, ` +
        's3_endpoint and the credentials of object_storage_config.',
    )
  }
  return new TransientError(
    `Rejected rows could not be stored in the bucket ${bucket} (${found}). The next run tries again.`,
  )
}

function joinKey(...parts: readonly string[]): string {
  return parts
    .map((part) => trimChar(part, '/'))
    .filter((part) => part !== '')
    .join('/')
}
