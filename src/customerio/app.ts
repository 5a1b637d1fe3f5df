import { ConfigError, TransientError } from '../lib/errors'
import { HttpClient, NoReply } from './http'

/** `discover` has to answer soon. */
const TIMEOUT_MS = 10_000

export interface AppOptions {
  readonly appApiKey: string
  readonly appUrl: string
  readonly userAgent: string
}

export interface NamedThing {
  readonly id: string
  readonly name: string
}

/** The read side: what a workspace has. */
export interface AppClient {
  objectTypes(): Promise<readonly NamedThing[]>
  manualSegments(): Promise<readonly NamedThing[]>
  close(): void
}

/** A client of the App API. Its calls throw ConfigError for a wrong key and TransientError where nobody answers. */
export function createAppClient({ appApiKey, appUrl, userAgent }: AppOptions): AppClient {
  const http = new HttpClient({
    baseUrl: appUrl,
    authorization: `Bearer ${appApiKey}`,
    userAgent,
    maxSockets: 2,
    timeoutMs: TIMEOUT_MS,
  })
  const list = async (path: string, key: string): Promise<readonly Record<string, unknown>[]> => {
    const { status, body } = await http.call({ method: 'GET', path }).catch((thrown: unknown) => {
      if (thrown instanceof NoReply) throw new TransientError(`The App API could not be reached (${thrown.message}).`)
      throw thrown
    })
    if (status === 401 || status === 403) {
      throw new ConfigError(
        `The App API refuses credentials.app_api_key (HTTP ${status}). It must be an App API key of this workspace.`,
      )
    }
    const items = status === 200 ? (JSON.parse(body) as Record<string, unknown>)[key] : undefined
    if (!Array.isArray(items)) throw new TransientError(`The App API answered HTTP ${status} to ${path}.`)
    return items as Record<string, unknown>[]
  }
  return {
    objectTypes: async () => (await list('/v1/object_types', 'types')).map(toNamed),
    manualSegments: async () =>
      (await list('/v1/segments', 'segments')).filter(({ type }) => type === 'manual').map(toNamed),
    close: () => http.close(),
  }
}

function toNamed({ id, name }: Record<string, unknown>): NamedThing {
  return { id: String(id), name: String(name) }
}
