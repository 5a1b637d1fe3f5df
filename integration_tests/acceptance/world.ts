import { startSandbox, type Sandbox } from '../../src/sandbox/index'
import type { SyncOptions, SyncResult } from '../harness/platform'

/** A local Customer.io and a connection to it, for one test file. */
export interface World {
  readonly sandbox: Sandbox
  config(more?: Record<string, unknown>): Record<string, unknown>
  /** The attributes of a person by id or email; undefined if there is no such person. */
  person(kind: 'id' | 'email', value: string): Record<string, unknown> | undefined
  /** Keys of the events that arrived, in the order of their names. */
  events(): readonly { readonly name: string; readonly data: Readonly<Record<string, unknown>> }[]
}

export async function openWorld(): Promise<World> {
  const sandbox = await startSandbox()
  return {
    sandbox,
    config: (more = {}) => ({
      credentials: { site_id: 'sandbox-site', api_key: 'sandbox-key' },
      endpoints: { track_url: sandbox.url },
      delivery: { flush_seconds: 1 },
      ...more,
    }),
    person(kind, value) {
      const person = sandbox.workspace.people.find(kind, value)
      return person && Object.fromEntries([...person.attributes].map(([name, stored]) => [name, stored.value]))
    },
    events: () => sandbox.workspace.events.map(({ name, data }) => ({ name, data })),
  }
}

type ConfiguredStream = Record<string, unknown>

/** A stream of a plain connection; `columns` are JSON schema properties. */
export function plainStream(
  name: string,
  columns: Record<string, unknown>,
  more: Record<string, unknown> = {},
): ConfiguredStream {
  const { namespace, ...settings } = more
  return {
    stream: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      json_schema: {
        type: 'object',
        $schema: 'http://json-schema.org/schema#',
        properties: columns,
        additionalProperties: true,
      },
      supported_sync_modes: ['full_refresh', 'incremental'],
    },
    sync_mode: 'incremental',
    cursor_field: [],
    destination_sync_mode: 'append',
    primary_key: [],
    generation_id: null,
    minimum_generation_id: null,
    sync_id: null,
    ...settings,
  }
}

export const TEXT = { type: 'string' }
export const NUMBER = { type: 'number' }

/** Rules that make each of these streams people known by `id`. */
export function peopleRules(...names: readonly string[]): { streams: unknown[] } {
  return { streams: names.map((stream) => ({ stream, object: 'person', id_column: 'id' })) }
}

/** Fails if Airbyte would report a violation, or if the sync did not end as expected. */
export function expectClean(result: SyncResult, status: SyncResult['status'] = 'completed'): void {
  expect(result.complaints).toEqual([])
  expect({ status: result.status, errors: status === 'completed' ? result.errors : [] }).toEqual({ status, errors: [] })
}

export function countsOf(result: SyncResult): unknown[] {
  return result.states.map(({ destinationStats }) => {
    const { recordCount, rejectedRecordCount } = destinationStats as Record<string, number>
    return [recordCount, rejectedRecordCount]
  })
}

export function optionsOf(
  world: World,
  streams: readonly ConfiguredStream[],
  rules: Record<string, unknown>,
): SyncOptions {
  return { config: world.config(rules), catalog: { streams } }
}
