import { loadConfig } from '../config/load'
import type { Config } from '../config/config.generated'
import { findRegion, type Region } from '../customerio/region'
import { readJsonFile, type Session } from './protocol'

/** The configuration, with its secrets registered so that no message can show them, and its warnings logged. */
export async function readConfig(session: Session, path: string): Promise<Config> {
  const { config, warnings } = loadConfig(await readJsonFile(path, 'configuration'))
  session.output.hide(config.secrets)
  for (const warning of warnings) session.output.log('WARN', warning)
  return config
}

/** Tries the credentials and finds the host that this workspace writes to. */
export function connect(session: Session, config: Config): Promise<Region> {
  return findRegion({ config, userAgent: userAgent(session), env: session.env })
}

export function userAgent({ version }: { readonly version: string }): string {
  return `destination-customer-io/${version}`
}
