import { parseDuration } from '../config/activation'
import { ConfigError } from '../core/errors'
import { requireFlag, readArguments } from './arguments'

export const SYNC_HELP = `Usage: destination-customer-io sync --config activation.yml [options]

Delivers models from Snowflake to Customer.io: one run, which ends with 0, or with 78 for what you can fix, 75 for what may
work later, 70 for a bug. docs/snowflake.md explains activation.yml.

  --model NAME        only this model; may be repeated
  --every 15m         keeps running, one run after the other, each begun at most so often (90s, 15m, 24h, 7d)
  --now               models that say 'every' run though it is not their time
  --accept-change     goes on though a type or an identifier is not what it was in the last run
  --accept-removals   goes on though more rows are gone than removed.max_percent allows
  --take-over         takes the state from another run: only if that one is gone
  --summary FILE      writes what became of the rows as JSON
`

const OPTIONS = {
  config: { type: 'string' },
  model: { type: 'string', multiple: true },
  every: { type: 'string' },
  now: { type: 'boolean' },
  'accept-change': { type: 'boolean' },
  'accept-removals': { type: 'boolean' },
  'take-over': { type: 'boolean' },
  summary: { type: 'string' },
} as const

export interface SyncFlags {
  readonly config: string
  /** Names of models; all where it is empty. */
  readonly models: readonly string[]
  readonly everyMs: number | undefined
  readonly now: boolean
  readonly acceptChange: boolean
  readonly acceptRemovals: boolean
  readonly takeOver: boolean
  readonly summary: string | undefined
}

/** undefined where help is asked for. */
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
    takeOver: values['take-over'] === true,
    summary: values.summary,
  }
}
