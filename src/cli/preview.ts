import { DEFAULT_COMPARED_PEOPLE, previewSource, type PreviewSource } from '../app/preview'
import { readArguments, readCount, requireFlag } from './arguments'
import type { Context } from './context'
import { EXIT_CODES } from './exit-codes'
import { terminalCommand } from './terminal'
import { writeReport } from './write-report'

const HELP = `Usage: destination-customer-io preview --config FILE --catalog FILE [--input FILE] [options]
       destination-customer-io preview --config activation.yml --model NAME [options]

Shows what write would do with Airbyte messages (from a file or from stdin), or what a first sync would do with a
model in Snowflake. Sends nothing.

  --config FILE       the configuration of the connector; with --model the activation file of sync
  --model NAME        a model of the activation file, read in full
  --catalog FILE      the configured catalog
  --input FILE        messages, one per line; stdin if omitted
  --compare N         with an App API key: compares N people with their profiles in Customer.io
                      (default ${DEFAULT_COMPARED_PEOPLE}; 0 compares none)
  --suggest           also prints rules to start from: stream rules, and a rule that declares each attribute
                      (JSON and YAML)
  --apply-fixes FILE  writes the configuration with all fixes that need no decision of yours
  --json FILE         writes everything as JSON
  --report FILE       writes an HTML report in one file

Exit code: 0 the run would finish; ${EXIT_CODES.attention} a guard would stop it; 78 fix the configuration; 75 try again;
70 a bug (docs/exit-codes.md).
`

const OPTIONS = {
  config: { type: 'string' },
  catalog: { type: 'string' },
  input: { type: 'string' },
  model: { type: 'string' },
  compare: { type: 'string' },
  suggest: { type: 'boolean' },
  'apply-fixes': { type: 'string' },
  json: { type: 'string' },
  report: { type: 'string' },
} as const

type Flags = ReturnType<typeof readArguments<typeof OPTIONS>>

/** `preview`: shows what a run would do, and sends nothing. */
export function preview(context: Context): Promise<number> {
  return terminalCommand(context, async (ports) => {
    const flags = readArguments('preview', context.args, OPTIONS)
    if (flags.help === true) {
      context.stdout.write(HELP)
      return 0
    }
    const { inspection, endedBy } = await previewSource(ports, {
      source: sourceOf(context, flags),
      comparedPeople: flags.compare === undefined ? undefined : readCount('compare', flags.compare),
      suggestsRules: flags.suggest === true,
      fixedPath: flags['apply-fixes'],
    })
    await writeReport(context, ports.output, inspection, flags)
    if (endedBy !== undefined) ports.output.log('WARN', `${endedBy}: the report covers the rows read until then.`)
    return inspection.verdict === 'would_stop' ? EXIT_CODES.attention : EXIT_CODES.success
  })
}

function sourceOf(context: Context, flags: Flags): PreviewSource {
  const config = requireFlag('config FILE', flags.config)
  if (flags.model !== undefined) return { kind: 'model', activationPath: config, name: flags.model }
  return {
    kind: 'messages',
    configPath: config,
    catalogPath: requireFlag('catalog FILE', flags.catalog),
    inputPath: flags.input,
    stdin: () => context.stdin,
  }
}
