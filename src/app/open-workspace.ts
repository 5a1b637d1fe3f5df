import { loadConfig, type Config } from '../config/load'
import { findRegion, type Region } from '../customerio/region'
import type { SourceStream } from '../core/stream'
import type { WorkspaceObjects } from '../mapping/workspace-objects'
import { isKnownObject } from '../mapping/objects/catalog'
import { mappingProblems, type StreamScope } from '../mapping/compile-mappings'
import { readJsonFile } from '../airbyte/json-file'
import type { Ports } from './ports'

/**
 * Reads the configuration, registers its secrets so that no message shows them, and logs its warnings. One ConfigError with
 * all problems of the configuration, including those with `streams`, which may be a part of those that it is for.
 */
export async function readConfig(
  ports: Ports,
  path: string,
  streams: readonly SourceStream[] = [],
  scope: StreamScope = 'all',
): Promise<Config> {
  const { config, warnings } = loadConfig(
    await readJsonFile(path, 'configuration'),
    (parts) => mappingProblems(parts, streams, scope),
    (secrets) => ports.output.hide(secrets),
  )
  for (const warning of warnings) ports.output.log('WARN', warning)
  return config
}

/** Checks the credentials, and finds the host of the region of the workspace. */
export function connect(ports: Ports, { credentials, region, endpoints }: Config): Promise<Region> {
  return findRegion({
    siteId: credentials.site_id.reveal(),
    apiKey: credentials.api_key.reveal(),
    region,
    trackUrl: endpoints.track_url,
    appUrl: endpoints.app_url,
    userAgent: userAgent(ports),
  })
}

export function userAgent({ version }: { readonly version: string }): string {
  return `destination-customer-io/${version}`
}

/** The object types and manual segments of the workspace, with an App API key; undefined without one. */
export async function fetchWorkspaceObjects(
  ports: Ports,
  config: Config,
  region?: Region,
): Promise<WorkspaceObjects | undefined> {
  const key = config.credentials.app_api_key
  if (key === undefined) return undefined
  const { appUrl } = region ?? (await connect(ports, config))
  const { createAppClient } = await import('../customerio/app.js')
  const { createWorkspaceObjects } = await import('../mapping/workspace-objects.js')
  const app = createAppClient({ appApiKey: key.reveal(), appUrl, userAgent: userAgent(ports) })
  try {
    // Waits for both, because an abandoned call would keep the process alive until its deadline.
    const [types, segments] = await Promise.allSettled([app.objectTypes(), app.manualSegments()])
    if (types.status === 'rejected') throw types.reason
    if (segments.status === 'rejected') throw segments.reason
    return createWorkspaceObjects(types.value, segments.value)
  } finally {
    app.close()
  }
}

/** The same, but only if a stream needs an object that is not in the static list. */
export async function readWorkspaceObjects(
  ports: Ports,
  config: Config,
  streams: readonly SourceStream[],
): Promise<WorkspaceObjects | undefined> {
  const asked = streams.some(({ objectName }) => objectName !== undefined && !isKnownObject(objectName))
  return asked ? fetchWorkspaceObjects(ports, config) : undefined
}
