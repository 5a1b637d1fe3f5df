import type { SyncOptions } from '../app/sync'
import { parseDuration } from '../config/activation'
import { ConfigError } from '../core/errors'
import { requireFlag, readArguments } from './arguments'

export const SYNC_HELP = `Usage: destination-customer-io sync --config activation.yml [options]

Delivers models from Snowflake to Customer.io. docs/snowflake.md explains activation.yml.

  --model NAME        syncs only this model; may be repeated
  --every 15m         repeats the run, at most once per duration (90s, 15m, 24h, 7d)
  --now               also runs models that are not due yet
  --accept-change     continues if a type or an identifier differs from the last run
  --accept-removals   continues if more rows are removed than removed.max_percent allows
  --accept-resend     sends rows again that did not change, after a change of the mapping, the columns or the key
  --adopt             takes such rows over as they are in Customer.io, without sending them
  --destination-changed keep|restart
                      uses the state of another workspace, or forgets it and sends every row
  --take-over         takes the state from another run; use it only if that run is gone
  --summary FILE      writes the outcomes of the rows as JSON

Exit code: 0 success; 78 fix the configuration; 75 try again; 70 a bug (docs/exit-codes.md).
`

const OPTIONS = {
  config: { type: 'string' },
  model: { type: 'string', multiple: true },
  every: { type: 'string' },
  now: { type: 'boolean' },
  'accept-change': { type: 'boolean' },
  'accept-removals': { type: 'boolean' },
  'accept-resend': { type: 'boolean' },
  adopt: { type: 'boolean' },
  'destination-changed': { type: 'string' },
  'take-over': { type: 'boolean' },
  summary: { type: 'string' },
} as const

export interface SyncFlags extends SyncOptions {
  readonly config: string
  /** Names of models; empty for all. */
  readonly models: readonly string[]
  readonly everyMs: number | undefined
  readonly summary: string | undefined
}

/** undefined for --help. */
export function readSyncFlags(args: readonly string[]): SyncFlags | undefined {
  const values = readArguments('sync', args, OPTIONS)
  if (values.help === true) return undefined
  const everyMs = values.every === undefined ? undefined : parseDuration(values.every)
  if (values.every !== undefined && everyMs === undefined)
    throw new ConfigError(`--every: expected a duration such as 90s, 15m, 24h or 7d; found '${values.every}'.`)
  return {
    config: requireFlag('config', values.config),
    models: values.model ?? [],
    everyMs,
    now: values.now === true,
    acceptChange: values['accept-change'] === true,
    acceptRemovals: values['accept-removals'] === true,
    resend: resendOf(values['accept-resend'] === true, values.adopt === true),
    destinationChange: destinationChangeOf(values['destination-changed']),
    takeOver: values['take-over'] === true,
    summary: values.summary,
  }
}

function resendOf(accepts: boolean, adopts: boolean): SyncOptions['resend'] {
  if (accepts && adopts)
    throw new ConfigError(
      '--accept-resend and --adopt exclude each other: rows are sent again, or taken over without sending.',
    )
  return accepts ? 'resend' : adopts ? 'adopt' : undefined
}

function destinationChangeOf(value: string | undefined): SyncOptions['destinationChange'] {
  if (value === undefined || value === 'keep' || value === 'restart') return value
  throw new ConfigError(`--destination-changed: expected keep or restart; found '${value}'.`)
}
