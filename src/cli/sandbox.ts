import { parseArgs } from 'node:util'
import {
  DEFAULT_CREDENTIALS,
  DEFAULT_SETTINGS,
  FAULTS,
  parseSettings,
  startSandbox,
  type Fault,
} from '../sandbox/index'
import type { Context } from './context'
import { EXIT_CODES } from './exit-codes'

const DEFAULT_PORT = 8787

const HELP = `Usage: destination-customer-io sandbox [options]

A local Customer.io on 127.0.0.1: it accepts writes of the Track API and reads of the App API. A page at / shows
what arrived. It runs until Ctrl-C.

  --port N                  the port, default ${DEFAULT_PORT}; 0 for any free port
  --site-id X --api-key Y   the accepted key pair, default ${DEFAULT_CREDENTIALS.siteId} and ${DEFAULT_CREDENTIALS.apiKey}
  --app-api-key Z           the accepted App API key, default ${DEFAULT_CREDENTIALS.appApiKey}
  --region us|eu            the region of its workspace
  --set NAME=VALUE          a switch of the list below (docs/sandbox.md); may be repeated
  --fault NAME=RATE         a fault in a share of the requests, such as rate_limit=0.1; may be repeated
  --seed N                  the seed for faults and order, default 1

Switches and their defaults:
${columns(Object.entries(DEFAULT_SETTINGS).map(([name, preset]) => `${name}=${preset}`))}

Faults:
${columns(FAULTS)}
`

/** Wraps names into lines. */
function columns(names: readonly string[]): string {
  let lines = ' '
  for (const name of names) {
    const line = lines.slice(lines.lastIndexOf('\n') + 1)
    lines += line.length + name.length + 1 > 100 ? `\n  ${name}` : ` ${name}`
  }
  return lines
}

const OPTIONS = {
  port: { type: 'string' },
  'site-id': { type: 'string' },
  'api-key': { type: 'string' },
  'app-api-key': { type: 'string' },
  region: { type: 'string' },
  set: { type: 'string', multiple: true },
  fault: { type: 'string', multiple: true },
  seed: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/** `sandbox`: runs a local Customer.io until a signal ends it. */
export async function sandbox({ args, stdout, stderr, onTerminate }: Context): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS })
    if (values.help === true) {
      stdout.write(HELP)
      return 0
    }
    if (values.region !== undefined && values.region !== 'us' && values.region !== 'eu')
      throw new Error(`--region takes us or eu; found '${values.region}'.`)
    const siteId = values['site-id'] ?? DEFAULT_CREDENTIALS.siteId
    const apiKey = values['api-key'] ?? DEFAULT_CREDENTIALS.apiKey
    const appApiKey = values['app-api-key'] ?? DEFAULT_CREDENTIALS.appApiKey
    const port = readNumber('--port', values.port, DEFAULT_PORT)
    if (port > 65_535) throw new Error('--port takes at most 65535.')
    const running = await startSandbox({
      port,
      siteId,
      apiKey,
      appApiKey,
      ...(values.region === undefined ? {} : { region: values.region }),
      settings: parseSettings(values.set ?? []),
      faults: { rates: readFaults(values.fault ?? []) },
      seed: readNumber('--seed', values.seed, 1),
    })
    const config = {
      credentials: { site_id: siteId, api_key: apiKey, app_api_key: appApiKey },
      endpoints: { track_url: running.url },
    }
    stdout.write(`The sandbox listens on ${running.url} (open it in a browser; Ctrl-C stops it).\n`)
    stdout.write(`To write to it, use this configuration:\n${JSON.stringify(config, null, 2)}\n`)
    await new Promise<void>((resolve) => void onTerminate(() => resolve()))
    await running.stop()
    return 0
  } catch (thrown) {
    const { message, code } = thrown as NodeJS.ErrnoException
    stderr.write(
      `${code === 'EADDRINUSE' ? 'The port is in use. Fix: pass another one with --port, or 0 for any free port.' : message}\n`,
    )
    return EXIT_CODES.attention
  }
}

function readNumber(name: string, text: string | undefined, preset: number): number {
  if (text === undefined) return preset
  if (!/^\d+$/.test(text)) throw new Error(`${name} takes a whole number.`)
  return Number(text)
}

function readFaults(pairs: readonly string[]): Partial<Record<Fault, number>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', text = ''] = pair.split('=')
      const rate = Number(text)
      if (!FAULTS.some((fault) => fault === name))
        throw new Error(`There is no fault '${name}'. Fix: use one of ${FAULTS.join(', ')}.`)
      if (!(text !== '' && rate >= 0 && rate <= 1)) throw new Error(`--fault: ${name} takes a rate from 0 to 1.`)
      return [name, rate]
    }),
  )
}
