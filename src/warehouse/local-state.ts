import { readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Differ } from './changes'
import { LocalDiffer } from './local-diff'
import type { PreparedModel } from './prepared-model'
import type { SnapshotFiles } from './snapshot'
import { FREE, holdDirectory, type HeldDirectory } from './state-directory'
import { deleteFile, TEMPORARY, writeWhole } from './state-files'
import { formatState, parseState } from './state-record'
import type { DifferOptions, ModelState, StateStore } from './state-store'
import type { Warehouse } from './warehouse'

const STATE_SUFFIX = '.state.json'
const SNAPSHOT_SUFFIXES = {
  snapshot: '.snapshot.jsonl',
  changes: '.changes.jsonl',
  removals: '.removals.jsonl',
  sending: '.sending.jsonl',
  removing: '.removing.jsonl',
} as const
const SUFFIXES = [STATE_SUFFIX, ...Object.values(SNAPSHOT_SUFFIXES)]

/**
 * Opens the state of an activation in a directory, and holds it until it is closed. ConfigError if the directory cannot be
 * used, TransientError if another run holds it.
 */
export async function openLocalState(
  directory: string,
  warehouse: Warehouse,
  options: { readonly takeOver: boolean },
): Promise<StateStore> {
  const held = await holdDirectory(directory, options.takeOver)
  await adoptFlatFiles(directory, held.path)
  for (const name of await readdir(held.path)) if (name.endsWith(TEMPORARY)) await deleteFile(join(held.path, name))
  return new LocalState(directory, held, warehouse)
}

/** Version 1 had its files in the directory itself, beside its lock. */
async function adoptFlatFiles(directory: string, path: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (SUFFIXES.some((suffix) => name.endsWith(suffix))) await rename(join(directory, name), join(path, name))
    else if (name === 'lock') await deleteFile(join(directory, name))
  }
}

class LocalState implements StateStore {
  constructor(
    private readonly directory: string,
    private readonly held: HeldDirectory,
    private readonly warehouse: Warehouse,
  ) {}

  async read(): Promise<ReadonlyMap<string, ModelState>> {
    const names = (await readdir(this.held.path)).filter((name) => name.endsWith(STATE_SUFFIX))
    const states = await Promise.all(
      names.map(async (name) => {
        const model = decodeURIComponent(name.slice(0, -STATE_SUFFIX.length))
        const text = await readFile(join(this.held.path, name), 'utf8')
        return [model, parseState(text, join(this.folder, name), this.wayOut(model))] as const
      }),
    )
    return new Map(states)
  }

  write(model: string, state: ModelState): Promise<void> {
    return this.whileHeld(() =>
      writeWhole(this.pathOf(model, STATE_SUFFIX), (append) => append(`${formatState(state)}\n`)),
    )
  }

  forgetRows(model: string): Promise<void> {
    return this.whileHeld(async () => {
      for (const suffix of Object.values(SNAPSHOT_SUFFIXES)) await deleteFile(this.pathOf(model, suffix))
    })
  }

  async forget(model: string): Promise<void> {
    await this.forgetRows(model)
    await this.whileHeld(() => deleteFile(this.pathOf(model, STATE_SUFFIX)))
  }

  differ(prepared: PreparedModel, options: DifferOptions): Differ {
    const { name } = prepared.model
    const paths = Object.entries(SNAPSHOT_SUFFIXES).map(([file, suffix]) => [file, this.pathOf(name, suffix)])
    const files = { ...Object.fromEntries(paths), folder: this.folder, wayOut: this.wayOut(name) } as SnapshotFiles
    return new LocalDiffer(this.warehouse, this.held, files, prepared, options)
  }

  assertHeld(): Promise<void> {
    return new Promise((resolve) => {
      this.held.assertHeld()
      resolve()
    })
  }

  close(): Promise<void> {
    return this.held.release()
  }

  /** A write to a state that another run took fails because its directory is gone. That is said instead. */
  private async whileHeld(write: () => Promise<void>): Promise<void> {
    try {
      await write()
    } catch (thrown) {
      this.held.assertHeld()
      throw thrown
    }
  }

  private pathOf(model: string, suffix: string): string {
    return join(this.held.path, `${encodeURIComponent(model)}${suffix}`)
  }

  /** Where the files are once this run has ended. */
  private get folder(): string {
    return join(this.directory, FREE)
  }

  private wayOut(model: string): string {
    return (
      `Fix: restore ${this.folder} from a backup, or delete the files ${encodeURIComponent(model)}.* in it. ` +
      'Without them, every row of the model is sent again, and rows that were removed since the last run are not noticed.'
    )
  }
}
