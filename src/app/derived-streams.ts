import type { Config } from '../config/load'
import type { SourceStream } from '../core/stream'
import { compileMappings, type CompiledMappings } from '../mapping/compile-mappings'
import type { PreparedModel } from '../warehouse/index'

export type Rule = Config['streams'][number]

/** A stream that is derived from the changes of a model, and its rule. */
export interface DerivedStream {
  readonly stream: SourceStream
  readonly rule: Rule
}

/** Options of a rule that a row that no longer exists does not have. All others identify the object of the row. */
export const NOT_IDENTITY: ReadonlySet<string> = new Set([
  'stream',
  'operation',
  'columns',
  'timestamp_column',
  'last_used_column',
  'deleted_column',
  'deleted_rows',
])
const PERSON_OPTIONS = ['cio_id_column', 'id_column', 'email_column', 'phone_column', 'missing_identifier'] as const

/** The streams of the events and removals of a model. */
export function derivedStreams({ model, removed, transitions }: PreparedModel, rule: Rule): readonly DerivedStream[] {
  const source = rule as unknown as Readonly<Record<string, unknown>>
  const derived: { stream: SourceStream; rule: unknown }[] = transitions.map(({ stream, transition, carried }) => ({
    stream,
    rule: eventRule(source, stream, transition.event_name, [
      'attribute',
      'from',
      'to',
      ...carried.map(({ name }) => name),
    ]),
  }))
  if (removed !== undefined) {
    const { stream } = removed
    const { action, event_name: eventName } = model.removed
    const identity = pick(
      source,
      Object.keys(source).filter((name) => !NOT_IDENTITY.has(name)),
    )
    const rules = {
      delete: { ...identity, stream: stream.name, operation: 'delete' },
      clear_attributes: { ...identity, ...pick(source, ['columns']), stream: stream.name, operation: 'update' },
      event: eventRule(source, stream, eventName, ['changed_at']),
      ignore: undefined,
    }
    derived.push({ stream, rule: rules[action] })
  }
  return derived as unknown as readonly DerivedStream[]
}

function eventRule(
  source: Readonly<Record<string, unknown>>,
  stream: SourceStream,
  eventName: string | undefined,
  include: readonly string[],
) {
  return {
    ...pick(source, PERSON_OPTIONS),
    stream: stream.name,
    object: 'event',
    operation: 'insert',
    event_name: eventName,
    timestamp_column: 'changed_at',
    event_id_columns: ['change'],
    event_id_scope: '',
    columns: { include, name_style: 'keep' },
  }
}

function pick(source: Readonly<Record<string, unknown>>, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.filter((name) => source[name] !== undefined).map((name) => [name, source[name]]))
}

/**
 * Compiles the mappings of derived streams. The program creates their rows, so every attribute in them is intended, and a
 * null clears the attribute. Protected and one-way attributes stay.
 */
export function compileDerived(config: Config, derived: readonly DerivedStream[]): CompiledMappings {
  const own: Config = {
    ...config,
    streams: derived.map(({ rule }) => rule),
    unknown_attributes: 'send',
    null_handling: 'clear',
    attributes: config.attributes
      .filter((rule) => rule.protected || rule.one_way)
      .map(({ attribute }) => ({ attribute, protected: true, one_way: false })),
    guards: { ...config.guards, max_null_percent: [] },
  }
  return compileMappings(
    own,
    derived.map(({ stream }) => stream),
    undefined,
    'part',
  )
}
