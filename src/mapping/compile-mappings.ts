import { ProblemsError } from '../core/problems-error'
import type { Problem } from '../core/problem'
import { closest } from '../lib/closest'
import { streamLabel, type SourceStream } from '../core/stream'
import { attributeRuleProblems } from './attribute-rules'
import {
  attributeStreams,
  nullHandlingProblems,
  oneWayProblems,
  unusedAttributeOptions,
  type AttributeStream,
} from './attribute-usage'
import { mapStream, type StreamMappingConfig } from './map-stream'
import type { StreamMapping } from './stream-mapping'
import type { WorkspaceObjects } from './workspace-objects'
import { ItemWriter } from './item-writer'
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
 * Whether the streams are all that the configuration is for, or some of them: an option that none of them uses may be for
 * another one.
 */
export type StreamScope = 'all' | 'part'

/**
 * All problems of the rules, with and without these streams. Objects of the workspace are checked by
 * `planStreams`.
 */
export function* mappingProblems(
  config: StreamMappingConfig & { readonly test_cohort: readonly string[] },
  streams: readonly SourceStream[],
  scope: StreamScope = 'all',
): Iterable<Problem> {
  yield* streamRuleProblems(config.streams, config)
  yield* attributeRuleProblems(config)
  const problems: Problem[] = []
  const known = streams.filter(({ objectName }) => objectName === undefined || isKnownObject(objectName))
  const mappings = known.flatMap((stream) => mapStream(stream, config, undefined, problems) ?? [])
  yield* problems
  // The mapping of a stream with a problem is missing.
  if (problems.length === 0) yield* crossProblems(config, mappings, attributeStreams(mappings), scope)
}

/** Problems of options that concern several streams. */
function* crossProblems(
  config: StreamMappingConfig & { readonly test_cohort: readonly string[] },
  mappings: readonly StreamMapping[],
  attributed: readonly AttributeStream[],
  scope: StreamScope,
): Iterable<Problem> {
  const mapped = new Set(mappings.map(({ stream }) => stream.name))
  const isComplete = scope === 'all' && config.streams.every(({ stream }) => mapped.has(stream))
  yield* nullHandlingProblems(config, attributed, isComplete)
  yield* oneWayProblems(config, attributed)
  const hasEmails = mappings.some(({ person }) => person.some(({ kind }) => kind === 'email'))
  if (!isComplete || mappings.length === 0 || hasEmails) return
  for (const [index, one] of config.test_cohort.entries())
    if (one.includes('@')) yield { code: 'cohort_email_without_column', path: ['test_cohort', index] }
}

/**
 * One mapper a stream, before the first row. Every problem of every stream is found first and reported in one
 * ConfigError, a line each. `live` knows the workspace's own object types and segments, where they were read.
 */
export function compileMappings(
  config: MappingsConfig,
  streams: readonly SourceStream[],
  live?: WorkspaceObjects,
  scope: StreamScope = 'all',
): CompiledMappings {
  const problems = [...streamRuleProblems(config.streams, config), ...attributeRuleProblems(config)]
  const streamMappings = streams.flatMap((stream) => mapStream(stream, config, live, problems) ?? [])
  const attributed = attributeStreams(streamMappings)
  if (problems.length === 0) problems.push(...crossProblems(config, streamMappings, attributed, scope))
  if (problems.length > 0) {
    throw ProblemsError.under('The configuration does not fit the streams', problems)
  }
  const shared = { memory: new DuplicateDetector(), segments: new SegmentEndpoints(), writer: new ItemWriter() }
  const mappers = new Map(
    streamMappings.map((streamMapping) => [streamMapping.stream, new Mapper(streamMapping, config, shared)]),
  )
  return {
    mappers,
    warnings: [
      ...warn(config, streams),
      ...streamMappings.flatMap(({ warnings }) => warnings),
      ...unusedAttributeOptions(config, streamMappings, attributed, scope === 'all'),
    ],
  }
}

const MAX_SUGGESTIONS = 50

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
  const unknown = config.streams.filter(({ stream }) => !names.has(stream))
  for (const [index, { stream }] of unknown.entries()) {
    // Comparing all names of many streams takes minutes.
    const meant = index < MAX_SUGGESTIONS ? closest(stream, names) : undefined
    yield `A rule names the stream ${stream}, which this sync does not bring.${meant === undefined ? '' : ` Did you mean ${meant}?`}`
  }
}
