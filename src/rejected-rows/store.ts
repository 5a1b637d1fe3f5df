import type { Clock } from '../lib/clock'
import type { Rejection } from '../core/outcome'
import type { RowRef } from '../core/row'
import type { Secret } from '../lib/secret'
import type { S3Options } from './s3-store'

/** The storage of rejected rows. */
export interface RejectedRowStore {
  /** The folder or prefix of this run, for the user. */
  readonly location: string
  /** Resolves once the row is durable; rejects with a ConnectorError where it cannot be stored. */
  store(ref: RowRef, rejection: Rejection): Promise<void>
  /** Stores what is buffered without waiting for more rows. */
  flush(): void
  close(): Promise<void>
}

/** `object_storage_config`, as it is loaded. */
export type StorageOptions =
  | { readonly storage_type: 'None' }
  | { readonly storage_type: 'LOCAL'; readonly directory: string }
  | {
      readonly storage_type: 'S3'
      readonly access_key_id?: Secret
      readonly secret_access_key?: Secret
      readonly role_arn?: string
      readonly s3_bucket_name: string
      readonly s3_bucket_region: string
      readonly s3_endpoint?: string
      readonly bucket_path: string
      readonly compression: 'none' | 'gzip'
    }

/**
 * The configured storage, undefined for `None`. Files are written below `jobId`; `runName` distinguishes the files of
 * this attempt from those of earlier ones.
 */
export async function openRejectedRowStore(
  storage: StorageOptions,
  jobId: string,
  runName: string,
  clock: Clock,
): Promise<RejectedRowStore | undefined> {
  switch (storage.storage_type) {
    case 'None':
      return undefined
    case 'LOCAL': {
      const { LocalRejectedRowStore } = await import('./local-store.js')
      return new LocalRejectedRowStore(storage.directory, jobId, runName)
    }
    case 'S3': {
      // Imported only here: it takes longer to load than the rest of the program.
      const { createS3Client, S3RejectedRowStore } = await import('./s3-store.js')
      const options = toS3Options(storage)
      return new S3RejectedRowStore(await createS3Client(options), options, jobId, runName, clock)
    }
  }
}

/** Checks that rejected rows can be stored. ConfigError or TransientError names what prevents it. */
export async function probeStorage(storage: StorageOptions): Promise<void> {
  switch (storage.storage_type) {
    case 'None':
      return
    case 'LOCAL': {
      const { probeDirectory } = await import('./local-store.js')
      await probeDirectory(storage.directory)
      return
    }
    case 'S3': {
      const { createS3Client, probeBucket } = await import('./s3-store.js')
      const options = toS3Options(storage)
      const client = await createS3Client(options)
      try {
        await probeBucket(client, options)
      } finally {
        client.destroy()
      }
    }
  }
}

function toS3Options(storage: Extract<StorageOptions, { storage_type: 'S3' }>): S3Options {
  return {
    bucket: storage.s3_bucket_name,
    region: storage.s3_bucket_region,
    endpoint: storage.s3_endpoint === '' ? undefined : storage.s3_endpoint,
    path: storage.bucket_path,
    accessKeyId: storage.access_key_id?.reveal(),
    secretAccessKey: storage.secret_access_key?.reveal(),
    roleArn: storage.role_arn === '' ? undefined : storage.role_arn,
    gzip: storage.compression === 'gzip',
  }
}
