import { ConfigError } from '../lib/errors'
import { streamLabel, type SourceStream } from '../lib/rows'
import { bindStream, type StreamRule } from './bind'
import { compileCoercion, Invalid } from './coerce'
import type { LiveObjects } from './live-objects'
import { Mapper, type MapperConfig } from './mapper'
import { RunMemory } from './run-memory'

export interface PlanConfig extends MapperConfig {
  readonly streams: readonly StreamRule[]
}

export interface Plan {
  readonly mappers: ReadonlyMap<SourceStream, Mapper>
  readonly warnings: readonly string[]
}

/**
 * One mapper a stream, before the first row. Every problem of every stream is found first and reported in one
 * ConfigError, a line each. `live` knows the workspace's own object types and segments, where they were read.
 */
export function planStreams(config: PlanConfig, streams: readonly SourceStream[], live?: LiveObjects): Plan {
  const problems = [...checkDefaults(config)]
  const bindings = streams.flatMap((stream) => bindStream(stream, config.streams, config, live, problems) ?? [])
  if (problems.length > 0) {
    const lines = problems.map((problem) => `- ${problem}`)
    throw new ConfigError(`The configuration does not fit the streams:\n${lines.join('\n')}`)
  }
  const memory = new RunMemory()
  const mappers = new Map(bindings.map((binding) => [binding.stream, new Mapper(binding, config, memory)]))
  return { mappers, warnings: [...warn(config, streams)] }
}

function* checkDefaults({ attributes, time_zone, dates_as }: PlanConfig): Iterable<string> {
  for (const [index, rule] of attributes.entries()) {
    if (rule.null_handling !== 'default') continue
    const where = `attributes[${index}] (${rule.attribute})`
    if (rule.default_value === undefined) {
      yield `${where}: null_handling is default and there is no default_value.`
      continue
    }
    const { type = 'any', unit, format } = rule
    const coerce = compileCoercion({
      type,
      unit,
      format,
      timeZone: rule.time_zone ?? time_zone,
      datesAs: dates_as,
      declaredByRule: true,
    })
    const value = coerce(rule.default_value)
    if (value instanceof Invalid) yield `${where}.default_value: expected ${value.expected}.`
  }
}

function* warn(config: PlanConfig, streams: readonly SourceStream[]): Iterable<string> {
  if (config.test_cohort.length > 0) {
    yield `test_cohort is set: only ${config.test_cohort.length} people are written and no state is acknowledged, so the next run reads everything again.`
  }
  for (const stream of streams) {
    if (stream.syncMode === 'overwrite') {
      yield `The stream ${streamLabel(stream)} comes in the mode overwrite. Nothing is deleted in Customer.io; its rows are written as its rule says.`
    }
  }
  const names = new Set(streams.map(({ name }) => name))
  for (const { stream } of config.streams) {
    if (!names.has(stream)) yield `A rule names the stream ${stream}, which this sync does not bring.`
  }
}
