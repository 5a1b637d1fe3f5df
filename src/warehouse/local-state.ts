import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../core/errors'
import type { Differ } from './changes'
import { writeWhole } from './state-files'
import { LocalDiffer } from './local-diff'
import { takeLock } from './lock'
import type { PreparedModel } from './prepared-model'
import type { DifferOptions, ModelState, StateStore } from './state-store'
import type { Warehouse } from './warehouse'

const SUFFIX = '.state.json'

/**
 * Opens the state of an activation in a folder, and holds it until it is closed. ConfigError where the folder cannot be
 * used, TransientError where another run holds it.
 */
export async function openLocalState(
  directory: string,
  warehouse: Warehouse,
  options: { readonly takeOver: boolean },
): Promise<StateStore> {
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((thrown: unknown) => {
    throw new ConfigError(
      `The state cannot be kept in ${directory}: ${(thrown as NodeJS.ErrnoException).code ?? 'error'}.`,
    )
  })
  const release = await takeLock(join(directory, 'lock'), options.takeOver)
  return new LocalState(directory, warehouse, release)
}

class LocalState implements StateStore {
  constructor(
    private readonly directory: string,
    private readonly warehouse: Warehouse,
    readonly close: () => Promise<void>,
  ) {}

  async read(): Promise<ReadonlyMap<string, ModelState>> {
    const names = (await readdir(this.directory)).filter((name) => name.endsWith(SUFFIX))
    const states = await Promise.all(
      names.map(async (name) => {
        const state = JSON.parse(await readFile(join(this.directory, name), 'utf8')) as ModelState
        return [decodeURIComponent(name.slice(0, -SUFFIX.length)), state] as const
      }),
    )
    return new Map(states)
  }

  write(model: string, state: ModelState): Promise<void> {
    return writeWhole(this.pathOf(model, SUFFIX), (append) => append(`${JSON.stringify(state, null, 2)}\n`))
  }

  differ(prepared: PreparedModel, options: DifferOptions): Differ {
    const { name } = prepared.model
    const files = {
      snapshot: this.pathOf(name, '.snapshot.jsonl'),
      changes: this.pathOf(name, '.changes.jsonl'),
      removals: this.pathOf(name, '.removals.jsonl'),
    }
    return new LocalDiffer(this.warehouse, files, prepared, options)
  }

  private pathOf(model: string, suffix: string): string {
    return join(this.directory, `${encodeURIComponent(model)}${suffix}`)
  }
}
