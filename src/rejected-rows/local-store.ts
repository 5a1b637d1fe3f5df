import { mkdir, open, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError, TransientError, type ConnectorError } from '../core/errors'
import type { Rejection } from '../core/outcome'
import type { RowRef } from '../core/row'
import type { SourceStream } from '../core/stream'
import { GroupCommit } from './group-commit'
import { startFile, streamFolders, toFolderName, toRecordLine } from './rejected-record'
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../lib/file-modes'

/** A file of rejected rows is closed at this size and another one is started. */
const MAX_FILE_BYTES = 50_000_000

interface StreamFile {
  readonly commits: GroupCommit
  handle: FileHandle | undefined
  bytes: number
}

/**
 * Rejected rows as JSON Lines in `<directory>/<job id>/<namespace>/<stream>/`. A row is stored once its line is on the
 * disk (fdatasync).
 */
export class LocalRejectedRowStore {
  private readonly files = new Map<SourceStream, StreamFile>()
  private parts = 0
  /** The folder of this job. */
  readonly location: string

  /** `runName` distinguishes the files of this attempt from those of an earlier one of the same job. */
  constructor(
    directory: string,
    jobId: string,
    private readonly runName: string,
  ) {
    this.location = join(directory, toFolderName(jobId))
  }

  /** Resolves once the row is durable; rejects with a ConnectorError where it cannot be stored. */
  store(ref: RowRef, rejection: Rejection): Promise<void> {
    let file = this.files.get(ref.stream)
    if (file === undefined) {
      const made: StreamFile = {
        commits: new GroupCommit((lines) => this.append(ref.stream, made, lines)),
        handle: undefined,
        bytes: 0,
      }
      this.files.set(ref.stream, (file = made))
    }
    return file.commits.add(toRecordLine(ref, rejection))
  }

  /** Nothing is buffered: lines are committed as they come. */
  flush(): void {
    return
  }

  /** Closes all files. */
  async close(): Promise<void> {
    for (const file of this.files.values()) {
      await file.commits.idle()
      await file.handle?.close()
      file.handle = undefined
    }
  }

  private async append(stream: SourceStream, file: StreamFile, lines: string): Promise<void> {
    const folder = join(this.location, ...streamFolders(stream))
    try {
      let text = lines
      if (file.handle === undefined) {
        await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER })
        file.handle = await open(join(folder, `rejected-${this.runName}-${++this.parts}.jsonl`), 'a', PRIVATE_FILE)
        file.bytes = 0
        text = startFile(stream, lines)
      }
      await file.handle.appendFile(text)
      await file.handle.datasync()
      file.bytes += Buffer.byteLength(text)
      if (file.bytes >= MAX_FILE_BYTES) {
        await file.handle.close()
        file.handle = undefined
      }
    } catch (thrown) {
      throw toStorageError(folder, thrown)
    }
  }
}

/** Checks that rows can be stored in `directory`: creates it, writes a file and removes it. */
export async function probeDirectory(directory: string): Promise<void> {
  const path = join(directory, `.check-${process.pid}`)
  try {
    await mkdir(directory, { recursive: true, mode: PRIVATE_FOLDER })
    const handle = await open(path, 'w', PRIVATE_FILE)
    await handle.writeFile('{}\n')
    await handle.datasync()
    await handle.close()
    await rm(path)
  } catch (thrown) {
    throw toStorageError(directory, thrown)
  }
}

/** A full or failing disk may recover; a folder without write permission will not. */
function toStorageError(folder: string, thrown: unknown): ConnectorError {
  const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown'
  const lasting = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG'].includes(code)
  const text =
    `Rejected rows cannot be written to ${folder} (${code}). Check object_storage_config.directory: it must be a ` +
    'folder on a mounted volume that this container may write to, with free space.'
  return lasting ? new ConfigError(text) : new TransientError(text)
}
