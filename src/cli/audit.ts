import { runAudit } from '../app/audit'
import { readArguments, requireFlag } from './arguments'
import type { Context } from './context'
import { terminalCommand } from './terminal'
import { writeReport } from './write-report'

const HELP = `Usage: destination-customer-io audit --config activation.yml --model NAME [options]

Checks a model in Snowflake with aggregate queries only. No row leaves the warehouse, and nothing is written there.

  --config FILE     the activation file of sync
  --model NAME      a model of the activation file
  --since FILE      the JSON of an earlier audit, to find columns whose nulls increased
                    (default: the file of --json, if it exists)
  --suggest         also prints rules to start from
  --json FILE       writes everything as JSON
  --report FILE     writes an HTML report in one file

Exit code: 0 the model was checked; 78 fix the configuration; 75 try again; 70 a bug (docs/exit-codes.md).
`

const OPTIONS = {
  config: { type: 'string' },
  model: { type: 'string' },
  since: { type: 'string' },
  suggest: { type: 'boolean' },
  json: { type: 'string' },
  report: { type: 'string' },
} as const

/** `audit`: inspects a model in the warehouse. */
export function audit(context: Context): Promise<number> {
  return terminalCommand(context, async (ports) => {
    const flags = readArguments('audit', context.args, OPTIONS)
    if (flags.help === true) {
      context.stdout.write(HELP)
      return 0
    }
    const inspection = await runAudit(ports, {
      activationPath: requireFlag('config FILE', flags.config),
      modelName: requireFlag('model NAME', flags.model),
      previousPath: flags.since,
      optionalPreviousPath: flags.json,
      suggestsRules: flags.suggest === true,
    })
    await writeReport(context, ports.output, inspection, flags)
    return 0
  })
}
