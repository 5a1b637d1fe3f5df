import { problemLines } from '../core/messages/problems'
import type { Problem } from '../core/problem'
import { closest } from '../lib/closest'
import { ConfigError } from '../core/errors'
import { streamLabel, type SourceStream } from '../core/stream'
import { attributeRuleProblems } from './attribute-rules'
import { mapStream, type StreamMappingConfig } from './map-stream'
import type { StreamMapping } from './stream-mapping'
import type { WorkspaceObjects } from './workspace-objects'
import { Mapper, type MapperConfig } from './mapper'
import { isKnownObject } from './objects/catalog'
import { streamRuleProblems } from './stream-rule-problems'
import { DuplicateDetector } from './duplicate-detector'
import { SegmentEndpoints } from './endpoints'

export type MappingsConfig = MapperConfig & StreamMappingConfig

export interface CompiledMappings {
  readonly mappers: ReadonlyMap<SourceStream, Mapper>
  readonly warnings: readonly string[]
}

/**
 * All problems of the rules, with and without these streams. Objects of the workspace are checked by
 * `planStreams`.
 */
export function* mappingProblems(config: StreamMappingConfig, streams: readonly SourceStream[]): Iterable<Problem> {
  yield* streamRuleProblems(config.streams, config)
  yield* attributeRuleProblems(config)
  const problems: Problem[] = []
  for (const stream of streams) {
    if (stream.objectName === undefined || isKnownObject(stream.objectName))
      mapStream(stream, config, undefined, problems)
  }
  yield* problems
}

/**
 * One mapper a stream, before the first row. Every problem of every stream is found first and reported in one
 * ConfigError, a line each. `live` knows the workspace's own object types and segments, where they were read.
 */
export function compileMappings(
  config: MappingsConfig,
  streams: readonly SourceStream[],
  live?: WorkspaceObjects,
): CompiledMappings {
  const problems = [...streamRuleProblems(config.streams, config), ...attributeRuleProblems(config)]
  const streamMappings = streams.flatMap((stream) => mapStream(stream, config, live, problems) ?? [])
  if (problems.length > 0) {
    throw new ConfigError(`The configuration does not fit the streams:\n${problemLines(problems)}`)
  }
  const shared = { memory: new DuplicateDetector(), segments: new SegmentEndpoints() }
  const mappers = new Map(
    streamMappings.map((streamMapping) => [streamMapping.stream, new Mapper(streamMapping, config, shared)]),
  )
  return {
    mappers,
    warnings: [
      ...warn(config, streams),
      ...streamMappings.flatMap(({ warnings }) => warnings),
      ...unused(config, streamMappings),
    ],
  }
}

function* warn(config: MappingsConfig, streams: readonly SourceStream[]): Iterable<string> {
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
function* unused(config: MappingsConfig, streamMappings: readonly StreamMapping[]): Iterable<string> {
  const mapped = streamMappings.filter(({ operation }) => operation.attributes !== undefined)
  // A stream that declares no columns may bring any.
  if (mapped.some(({ stream }) => stream.columns.size === 0)) return
  const namesOf = (name: string | undefined) =>
    mapped
      .filter(({ stream }) => name === undefined || stream.name === name)
      .flatMap(({ stream, attributeNameOf }) => [...stream.columns.keys()].map(attributeNameOf))
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
      yield `${where} is about the attribute ${attribute}, but no column of ${stream ?? 'any stream'} becomes it. Did you mean ${meant}?`
  }
}
