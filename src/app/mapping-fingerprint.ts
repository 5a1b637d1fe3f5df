import type { Config } from '../config/load'
import { sha256Hex } from '../lib/hash'
import type { Column } from '../warehouse/index'

/** Whether an option changes what a row of a model becomes. */
type Effect = 'changes mapping' | 'none'

/**
 * The effect of each option. A change of an option that changes the mapping sends all rows of a diff model again. An
 * option that is added does not compile until it is listed here.
 */
const EFFECTS: Readonly<Record<Exclude<keyof Config, 'events'>, Effect>> & {
  readonly events: Readonly<Record<keyof Config['events'], Effect>>
} = {
  attributes: 'changes mapping',
  null_handling: 'changes mapping',
  clear_with: 'changes mapping',
  empty_text: 'changes mapping',
  unknown_attributes: 'changes mapping',
  invalid_values: 'changes mapping',
  too_long: 'changes mapping',
  time_zone: 'changes mapping',
  dates_as: 'changes mapping',
  trim_identifiers: 'changes mapping',
  identity: 'changes mapping',
  // The rule of the model is part of the fingerprint; other rules do not concern it.
  streams: 'none',
  // They decide about events that are new. An event that was delivered is not sent again.
  events: {
    missing_id: 'none',
    missing_timestamp: 'none',
    live_hours: 'none',
    stale: 'none',
    rename_suffix: 'none',
    max_future_minutes: 'none',
    max_live_events: 'none',
    keep_ulids: 'none',
    after_person_updates: 'none',
  },
  // No state is stored while a test cohort is set.
  test_cohort: 'none',
  // It concerns streams of Airbyte that name an object, not rules.
  identifierType: 'none',
  credentials: 'none',
  region: 'none',
  delivery: 'none',
  guards: 'none',
  object_storage_config: 'none',
  endpoints: 'none',
}

/** Identifies how the rows of a model are mapped. It changes if the rule or a mapping option changes. */
export function mappingFingerprint(rule: Config['streams'][number], config: Config): string {
  return fingerprint([rule, mappingOptions(config)])
}

/** As version 1 of the state computed it: with the columns in the order of the model. */
export function mappingFingerprintV1(
  rule: Config['streams'][number],
  config: Config,
  mapped: readonly Column[],
): string {
  return fingerprint([rule, mappingOptions(config), mapped.map((column) => [column.name, column.kind])])
}

function mappingOptions(config: Config): object {
  const { events, ...topLevel } = EFFECTS
  return {
    ...pickChanging(config, topLevel),
    ...pickChanging(config.events, events),
  }
}

function fingerprint(value: unknown): string {
  return sha256Hex(JSON.stringify(value)).slice(0, 16)
}

function pickChanging<Group>(group: Group, effects: Readonly<Partial<Record<keyof Group, Effect>>>): Partial<Group> {
  const names = Object.keys(effects) as (keyof Group)[]
  const changing = names.filter((name) => effects[name] === 'changes mapping')
  return Object.fromEntries(changing.map((name) => [name, group[name]])) as Partial<Group>
}
