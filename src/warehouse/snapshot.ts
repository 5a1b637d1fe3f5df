import { basename, join } from 'node:path'
import type { Kept } from './changes'
import { damagedState } from './state-record'
import { readLines } from './state-files'

/** A row as it was delivered last. */
export interface Known {
  readonly pk: string
  /** UNKNOWN if Customer.io may have another version of the row than the one that was acknowledged. */
  readonly hash: string
  /** The run that stored it. */
  readonly run: string
  readonly kept: Kept
}

/** No hash of a warehouse is empty. */
export const UNKNOWN = ''

/** A key and what is known of it from now on: nothing if it was not delivered. */
export interface KnownChange {
  readonly pk: string
  readonly known: Known | undefined
}

/** A key that may have been sent, with what is to be kept of a new row. */
export interface Sent {
  readonly pk: string
  readonly kept: Kept | undefined
}

/** The files of the snapshot of one model. Each is sorted by key; all but the first are journals of one run. */
export interface SnapshotFiles {
  readonly snapshot: string
  /** Acknowledged rows. */
  readonly changes: string
  /** Acknowledged removals. */
  readonly removals: string
  /** Announced rows, and announced removals. */
  readonly sending: string
  readonly removing: string
  /** Where the user finds the files, and how to continue without them: for the message about a damaged one. */
  readonly folder: string
  readonly wayOut: string
}

export function writeKnown({ pk, hash, run, kept }: Known): string {
  return `${JSON.stringify([pk, hash, run, kept])}\n`
}

export function writeUnknown(pk: string): string {
  return `${JSON.stringify([pk])}\n`
}

export function writeKey(pk: string): string {
  return `${JSON.stringify(pk)}\n`
}

export function writeSent({ pk, kept }: Sent): string {
  return `${JSON.stringify(kept === undefined ? [pk] : [pk, kept])}\n`
}

export async function* readSnapshot(files: SnapshotFiles): AsyncGenerator<readonly Known[], void, void> {
  for await (const batch of readJournal(files.snapshot, files, knownOf)) {
    yield batch.flatMap(({ known }) => known ?? [])
  }
}

export function readChanges(files: SnapshotFiles): AsyncGenerator<readonly KnownChange[], void, void> {
  return readJournal(files.changes, files, knownOf)
}

/** `path` is one of the files that have keys only. */
export function readKeys(
  path: string,
  files: SnapshotFiles,
): AsyncGenerator<readonly { readonly pk: string }[], void, void> {
  return readJournal(path, files, (value) => (typeof value === 'string' ? { pk: value } : undefined))
}

export function readSent(files: SnapshotFiles): AsyncGenerator<readonly Sent[], void, void> {
  return readJournal(files.sending, files, (value) => {
    const [pk, kept] = value as [unknown, Kept?]
    return typeof pk === 'string' ? { pk, kept } : undefined
  })
}

function knownOf(value: unknown): KnownChange | undefined {
  const [pk, hash, run, kept] = value as [unknown, unknown?, unknown?, unknown?]
  if (typeof pk !== 'string') return undefined
  if (hash === undefined) return { pk, known: undefined }
  if (typeof hash !== 'string' || typeof run !== 'string' || typeof kept !== 'object' || kept === null) return undefined
  return { pk, known: { pk, hash, run, kept: kept as Kept } }
}

/** Reads a file of JSON lines. ConfigError that names the line if one cannot be read. */
async function* readJournal<T>(
  path: string,
  { folder, wayOut }: SnapshotFiles,
  read: (value: unknown) => T | undefined,
): AsyncGenerator<readonly T[], void, void> {
  let lineNumber = 0
  for await (const lines of readLines(path)) {
    yield lines.map((line) => {
      lineNumber++
      const item = tryRead(line, read)
      if (item === undefined)
        throw damagedState(join(folder, basename(path)), `line ${lineNumber} cannot be read`, wayOut)
      return item
    })
  }
}

function tryRead<T>(line: string, read: (value: unknown) => T | undefined): T | undefined {
  try {
    return read(JSON.parse(line))
  } catch {
    return undefined
  }
}
