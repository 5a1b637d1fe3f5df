import { loadConfig, type Config } from '../config/load'
import { findRegion, type Region } from '../customerio/region'
import type { SourceStream } from '../core/stream'
import type { WorkspaceObjects } from '../mapping/workspace-objects'
import { isKnownObject } from '../mapping/objects/catalog'
import { mappingProblems } from '../mapping/compile-mappings'
import type { Session } from './session'
import { readJsonFile } from '../cli/protocol'

/**
 * The configuration, with its secrets registered so that no message can show them, and its warnings logged. What is wrong
 * with it, by itself and with the streams it is for, comes back as one ConfigError.
 */
export async function readConfig(
  session: Session,
  path: string,
  streams: readonly SourceStream[] = [],
): Promise<Config> {
  const { config, warnings } = loadConfig(
    await readJsonFile(path, 'configuration'),
    (parts) => mappingProblems(parts, streams),
    (secrets) => session.output.hide(secrets),
  )
  for (const warning of warnings) session.output.log('WARN', warning)
  return config
}

/** Tries the credentials and finds the host that this workspace writes to. */
export function connect(session: Session, { credentials, region, endpoints }: Config): Promise<Region> {
  return findRegion({
    siteId: credentials.site_id.reveal(),
    apiKey: credentials.api_key.reveal(),
    region,
    trackUrl: endpoints.track_url,
    appUrl: endpoints.app_url,
    userAgent: userAgent(session),
  })
}

export function userAgent({ version }: { readonly version: string }): string {
  return `destination-customer-io/${version}`
}

/** The object types and manual segments of the workspace, with an App API key; undefined without one. */
export async function fetchWorkspaceObjects(
  session: Session,
  config: Config,
  region?: Region,
): Promise<WorkspaceObjects | undefined> {
  const key = config.credentials.app_api_key
  if (key === undefined) return undefined
  const { appUrl } = region ?? (await connect(session, config))
  const { createAppClient } = await import('../customerio/app.js')
  const { createWorkspaceObjects } = await import('../mapping/workspace-objects.js')
  const app = createAppClient({ appApiKey: key.reveal(), appUrl, userAgent: userAgent(session) })
  try {
    // Both at once, and none is left behind: a call broken off would hold the process until its time is over.
    const [types, segments] = await Promise.allSettled([app.objectTypes(), app.manualSegments()])
    if (types.status === 'rejected') throw types.reason
    if (segments.status === 'rejected') throw segments.reason
    return createWorkspaceObjects(types.value, segments.value)
  } finally {
    app.close()
  }
}

/** The same, but only where a stream asks for an object that the static list does not have. */
export async function readWorkspaceObjects(
  session: Session,
  config: Config,
  streams: readonly SourceStream[],
): Promise<WorkspaceObjects | undefined> {
  const asked = streams.some(({ objectName }) => objectName !== undefined && !isKnownObject(objectName))
  return asked ? fetchWorkspaceObjects(session, config) : undefined
}
