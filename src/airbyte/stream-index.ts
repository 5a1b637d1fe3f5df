import { ConfigError } from '../core/errors'
import { streamLabel, type SourceStream } from '../core/stream'
import { streamId } from './catalog'
import type { RecordName } from './decode'

/**
 * Finds the stream that a message names. Some clients (Airbyte's Python CDK, PyAirbyte's cache) leave the namespace out:
 * then it is the stream without one, or else the only stream of that name.
 */
export class StreamIndex {
  private readonly byId = new Map<string, SourceStream>()
  private readonly byName = new Map<string, SourceStream[]>()
  /** The result for the last name and namespace: rows of a stream mostly follow one another. */
  private lastName: string | undefined
  private lastNamespace: string | null | undefined
  private last: SourceStream | undefined

  constructor(streams: readonly SourceStream[]) {
    for (const stream of streams) {
      this.byId.set(streamId(stream.name, stream.namespace), stream)
      const named = this.byName.get(stream.name)
      if (named === undefined) this.byName.set(stream.name, [stream])
      else named.push(stream)
    }
  }

  /** undefined where the catalog has no such stream; ConfigError where it has several and the namespace is missing. */
  find(name: string, namespace: string | null | undefined): SourceStream | undefined {
    if (name === this.lastName && namespace === this.lastNamespace) return this.last
    this.last = this.byId.get(streamId(name, namespace)) ?? this.findByName(name, namespace)
    this.lastName = name
    this.lastNamespace = namespace
    return this.last
  }

  /** The stream of a message that must not end the run, such as a record that cannot be read; undefined where it is not certain. */
  findIfCertain({ stream, namespace, isCut }: Exclude<RecordName, undefined>): SourceStream | undefined {
    const named = this.byName.get(stream) ?? []
    // A record that is cut short may have a namespace in the part that is missing.
    if (named.length === 1 && (namespace ?? named[0]?.namespace) === named[0]?.namespace) return named[0]
    return isCut && namespace === undefined ? undefined : this.byId.get(streamId(stream, namespace))
  }

  private findByName(name: string, namespace: string | null | undefined): SourceStream | undefined {
    if ((namespace ?? '') !== '') return undefined
    const [only, ...others] = this.byName.get(name) ?? []
    if (only === undefined || others.length === 0) return only
    const labels = [only, ...others].map(streamLabel).join(', ')
    throw new ConfigError(
      `A message names the stream '${name}' without a namespace, and the catalog has several: ${labels}. Fix: have the ` +
        'source send the namespace, or select one of these streams.',
    )
  }
}
