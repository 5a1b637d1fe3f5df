import { writeFile } from 'node:fs/promises'
import { verifyDelivery, type SentSource } from '../app/verify'
import { ConfigError } from '../core/errors'
import { renderVerification } from '../inspection/rendering/verification'
import { withoutControls } from '../lib/unicode'
import { readArguments, readCount, requireFlag } from './arguments'
import type { Context } from './context'
import { EXIT_CODES } from './exit-codes'
import { terminalCommand } from './terminal'
import { PRIVATE_FILE } from '../lib/file-modes'

const DEFAULT_SAMPLE = 100
const DEFAULT_WAIT_S = 60

const HELP = `Usage: destination-customer-io verify --config FILE --verify-file FILE [options]
       destination-customer-io verify --config FILE --catalog FILE --input FILE --since TIME [options]

Reads people back from Customer.io and compares each attribute with what was sent. It needs an App API key
(credentials.app_api_key) and sends at most 10 requests per second.

  --config FILE        the configuration of the connector
  --verify-file FILE   the file that 'write --verify-file FILE' wrote
  --catalog, --input   instead: the catalog and the messages of write; they are mapped again
  --since TIME         with --input: when write began (ISO 8601), to find the changes that failed since then
  --ids A,B            only these people, by id or email address
  --sample N           at most N people (default ${DEFAULT_SAMPLE})
  --segments 1,2       also checks that each person is in these segments
  --wait SECONDS       how long to wait for changes that are not visible yet (default ${DEFAULT_WAIT_S})
  --json FILE          writes everything as JSON, with full values

Exit code: 0 all values match; ${EXIT_CODES.attention} a value differs, is missing or was refused; ${EXIT_CODES.transient_error} a change is not visible yet,
or Customer.io cannot be reached: try again; 78 fix the configuration; 70 a bug (docs/exit-codes.md).
`

const OPTIONS = {
  config: { type: 'string' },
  'verify-file': { type: 'string' },
  catalog: { type: 'string' },
  input: { type: 'string' },
  since: { type: 'string' },
  ids: { type: 'string' },
  sample: { type: 'string' },
  segments: { type: 'string' },
  wait: { type: 'string' },
  json: { type: 'string' },
} as const

type Flags = { readonly [Name in keyof typeof OPTIONS]?: string | undefined }

/** `verify`: compares Customer.io with what was sent. */
export function verify(context: Context): Promise<number> {
  return terminalCommand(context, async (ports) => {
    const flags = readArguments('verify', context.args, OPTIONS)
    if (flags.help === true) {
      context.stdout.write(HELP)
      return 0
    }
    const verification = await verifyDelivery(ports, {
      configPath: requireFlag('config FILE', flags.config),
      sent: readSource(flags),
      ids: flags.ids === undefined ? undefined : listOf(flags.ids),
      sampleSize: flags.sample === undefined ? DEFAULT_SAMPLE : readCount('sample', flags.sample),
      segments: listOf(flags.segments ?? ''),
      waitMs: (flags.wait === undefined ? DEFAULT_WAIT_S : readCount('wait', flags.wait)) * 1000,
    })
    context.stdout.write(withoutControls(ports.output.clean(renderVerification(verification))))
    if (flags.json !== undefined)
      await writeFile(flags.json, `${JSON.stringify(verification, null, 2)}\n`, { mode: PRIVATE_FILE })
    return { right: EXIT_CODES.success, pending: EXIT_CODES.transient_error, wrong: EXIT_CODES.attention }[
      verification.verdict
    ]
  })
}

function readSource(flags: Flags): SentSource {
  if (flags['verify-file'] !== undefined) return { verifyFilePath: flags['verify-file'] }
  if (flags.input === undefined)
    throw new ConfigError('Missing: what was sent. Fix: pass --verify-file FILE, or --catalog FILE and --input FILE.')
  const startedMs = Date.parse(requireFlag('since TIME, when write began,', flags.since))
  if (Number.isNaN(startedMs)) throw new ConfigError('--since takes an ISO 8601 time such as 2026-01-31T09:00:00Z.')
  return { catalogPath: requireFlag('catalog FILE', flags.catalog), inputPath: flags.input, startedMs }
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
