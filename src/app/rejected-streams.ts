import { readCatalog, streamId } from '../airbyte/catalog'
import { ConfigError } from '../core/errors'
import type { SourceStream } from '../core/stream'
import type { RejectedRecord } from '../rejected-rows/read-rejected'

/**
 * The streams of rejected rows, as a catalog or the first record of each file declares them. Two equal declarations are one
 * stream. Two different declarations of one name are two streams, because their rows have different types.
 */
export class RejectedStreams {
  private readonly byDeclaration = new Map<string, SourceStream>()
  private readonly current = new Map<string, SourceStream>()
  private readonly hasCatalog: boolean

  constructor(catalog: readonly SourceStream[] | undefined) {
    this.hasCatalog = catalog !== undefined
    for (const stream of catalog ?? []) this.current.set(streamId(stream.name, stream.namespace), stream)
  }

  /** Each file declares its own streams. */
  startFile(): void {
    if (!this.hasCatalog) this.current.clear()
  }

  /** The stream of a record; a sentence if it is not declared. */
  streamOf({ stream, namespace, configuredStream }: RejectedRecord): SourceStream | string {
    const id = streamId(stream, namespace)
    if (configuredStream !== undefined && !this.hasCatalog) {
      try {
        this.current.set(id, this.declare(configuredStream))
      } catch (thrown) {
        return (thrown as Error).message
      }
    }
    const known = this.current.get(id)
    if (known !== undefined) return known
    return this.hasCatalog
      ? `the catalog has no stream ${stream}.`
      : `no line before it declares the columns of ${stream}. The first line of each file does (configured_stream). ` +
          'Fix: keep that line, or pass --catalog.'
  }

  private declare(configuredStream: unknown): SourceStream {
    const text = JSON.stringify(configuredStream)
    const known = this.byDeclaration.get(text)
    if (known !== undefined) return known
    const [declared] = readCatalog({ streams: [configuredStream] })
    if (declared === undefined) throw new ConfigError('its configured_stream is not a configured stream.')
    this.byDeclaration.set(text, declared)
    return declared
  }
}
