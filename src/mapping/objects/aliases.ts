import type { DestinationSyncMode } from '../../core/stream'
import type { Operation } from './definition'

/** Another name of an object, with fixed columns or constants. */
export interface Alias {
  readonly object: string
  /** The operation, whatever the sync mode; by the mode where it is not named. */
  readonly operation?: Operation['name']
  /** The modes it is accepted in, where it has its own. */
  readonly modes?: readonly DestinationSyncMode[]
  /** Column by field or identifier, where it is not the field's own name. */
  readonly columns?: Readonly<Record<string, string>>
  readonly constants?: Readonly<Record<string, string>>
  /** True if an event without a key or a time is a valid mapping. */
  readonly optionalKey?: boolean
}

const PERSON_COLUMNS = { id: 'person_id', email: 'person_email', cio_id: 'person_cio_id' }

/**
 * The objects of Airbyte's own Customer.io connector (its manifest.yaml in airbytehq/airbyte), so that a connection
 * keeps working when the image is swapped. They are accepted and not listed by `discover`.
 */
const ALIASES: ReadonlyMap<string, Alias> = new Map<string, Alias>([
  [
    'person_identify',
    { object: 'person', operation: 'upsert', modes: ['append_dedup', 'append'], columns: PERSON_COLUMNS },
  ],
  [
    'person_event',
    {
      object: 'event',
      operation: 'insert',
      modes: ['append'],
      columns: { ...PERSON_COLUMNS, event_timestamp: 'timestamp' },
      optionalKey: true,
    },
  ],
])

export function resolveAlias(name: string): Alias | undefined {
  return ALIASES.get(name)
}
