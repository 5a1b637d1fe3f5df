import { closest } from '../lib/closest'
import { ConfigError } from '../lib/errors'
import { streamLabel, type SourceStream } from '../lib/rows'
import { attributeRuleProblems } from './attribute-rules'
import { bindStream, type BindingConfig } from './bind'
import type { Binding } from './binding'
import type { LiveObjects } from './live-objects'
import { Mapper, type MapperConfig } from './mapper'
import { isKnownObject } from './objects/catalog'
import { streamRuleProblems } from './rule-problems'
import { RunMemory } from './run-memory'

export type PlanConfig = MapperConfig & BindingConfig

export interface Plan {
  readonly mappers: ReadonlyMap<SourceStream, Mapper>
  readonly warnings: readonly string[]
}

/**
 * Everything that is wrong with the rules, by themselves and with these streams: a sentence each. Objects that only the
 * workspace knows are left for `planStreams`.
 */
export function* mappingProblems(config: BindingConfig, streams: readonly SourceStream[]): Iterable<string> {
  yield* streamRuleProblems(config.streams, config)
  yield* attributeRuleProblems(config)
  const problems: string[] = []
  for (const stream of streams) {
    if (stream.objectName === undefined || isKnownObject(stream.objectName))
      bindStream(stream, config, undefined, problems)
  }
  yield* problems
}

/**
 * One mapper a stream, before the first row. Every problem of every stream is found first and reported in one
 * ConfigError, a line each. `live` knows the workspace's own object types and segments, where they were read.
 */
export function planStreams(config: PlanConfig, streams: readonly SourceStream[], live?: LiveObjects): Plan {
  const problems = [...streamRuleProblems(config.streams, config), ...attributeRuleProblems(config)]
  const bindings = streams.flatMap((stream) => bindStream(stream, config, live, problems) ?? [])
  if (problems.length > 0) {
    const lines = problems.map((problem) => `- ${problem}`)
    throw new ConfigError(`The configuration does not fit the streams:\n${lines.join('\n')}`)
  }
  const memory = new RunMemory()
  const mappers = new Map(bindings.map((binding) => [binding.stream, new Mapper(binding, config, memory)]))
  return {
    mappers,
    warnings: [...warn(config, streams), ...bindings.flatMap(({ warnings }) => warnings), ...unused(config, bindings)],
  }
}

function* warn(config: PlanConfig, streams: readonly SourceStream[]): Iterable<string> {
  const { length } = config.test_cohort
  if (length > 0) {
    yield `test_cohort is set: only ${length === 1 ? 'one person is' : `${length} people are`} written and no state is acknowledged, so the next run reads everything again.`
  }
  const overwritten = streams.filter(({ syncMode }) => syncMode === 'overwrite').map(streamLabel)
  if (overwritten.length > 0) {
    yield `${overwritten.join(', ')}: the mode overwrite deletes nothing in Customer.io. Rows are written as their rule or object says.`
  }
  const names = new Set(streams.map(({ name }) => name))
  for (const { stream } of config.streams) {
    if (names.has(stream)) continue
    const meant = closest(stream, names)
    yield `A rule names the stream ${stream}, which this sync does not bring.${meant === undefined ? '' : ` Did you mean ${meant}?`}`
  }
}

/** Rules about attributes that no stream has: a name misspelt protects nothing. Rules of other connections are silent. */
function* unused(config: PlanConfig, bindings: readonly Binding[]): Iterable<string> {
  const mapped = bindings.filter(({ operation }) => operation.attributes !== undefined)
  // A stream that declares no columns may bring any.
  if (mapped.some(({ stream }) => stream.columns.size === 0)) return
  const namesOf = (name: string | undefined) =>
    mapped
      .filter(({ stream }) => name === undefined || stream.name === name)
      .flatMap(({ stream, nameOf }) => [...stream.columns.keys()].map(nameOf))
      .filter((one) => one !== undefined)
  const rules = [
    ...config.attributes.map(({ attribute, stream }, index) => ({ where: `attributes[${index}]`, attribute, stream })),
    ...config.guards.max_null_percent.map(({ attribute }, index) => ({
      where: `guards.max_null_percent[${index}]`,
      attribute,
      stream: undefined,
    })),
  ]
  for (const { where, attribute, stream } of rules) {
    const known = namesOf(stream)
    const meant = known.includes(attribute) ? undefined : closest(attribute, known)
    if (meant !== undefined)
      yield `${where} is about the attribute ${attribute}, which no column of ${stream ?? 'any stream'} becomes. Did you mean ${meant}?`
  }
}
