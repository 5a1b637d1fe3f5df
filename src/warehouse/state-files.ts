import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { boundMemory } from './memory'
import { PRIVATE_FILE } from '../lib/file-modes'

/** The end of the names of files that are being written. One that a crash left can be deleted. */
export const TEMPORARY = '.new'

/**
 * Replaces a file by what `write` appends. After a crash the old file is still there. The temporary name is unique, because a
 * run that lost the state may still be writing to its own.
 */
export async function writeWhole(
  path: string,
  write: (append: (text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}${TEMPORARY}`
  const file = await open(temporary, 'w', PRIVATE_FILE)
  try {
    await write((text) => file.appendFile(text))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  await syncFolder(dirname(path))
}

/** Deletes a file if it exists. */
export async function deleteFile(path: string): Promise<void> {
  await rm(path, { force: true })
  await syncFolder(dirname(path))
}

/** Makes renames and deletions in a folder survive a power failure. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Appends to a file. The text is on the disk once this resolves. */
export async function appendSafely(path: string, text: string): Promise<void> {
  if (text === '') return
  const file = await open(path, 'a', PRIVATE_FILE)
  try {
    await file.appendFile(text)
    await file.datasync()
  } finally {
    await file.close()
  }
}

const CHUNK_BYTES = 1 << 20

/** Lines of a file in batches; none if the file does not exist. A last line without a line break is left out: it was cut off. */
export async function* readLines(path: string): AsyncGenerator<readonly string[], void, void> {
  let rest = ''
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: CHUNK_BYTES })) {
      const lines = (rest + (chunk as string)).split('\n')
      rest = lines.pop() ?? ''
      boundMemory()
      if (lines.length > 0) yield lines
    }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
  }
}
