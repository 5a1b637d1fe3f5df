import { PROTOCOL_EXIT_CODES } from '../airbyte/exit-codes'
import { readVersion } from '../lib/version'
import type { Context } from './context'

interface Command {
  /** The name and the main options. */
  readonly usage: string
  readonly summary: string
  /** The text for --help. Commands without it print their own. */
  readonly help?: string
  /** Imports the command only if it is run: `spec` must not load what `write` needs. */
  readonly load: () => Promise<(context: Context) => Promise<number>>
}

const COMMANDS: Readonly<Record<string, Command>> = {
  spec: {
    usage: 'spec',
    summary: 'prints the connector specification (Airbyte)',
    help: 'Takes no options and prints one SPEC message.',
    load: async () => (await import('./spec.js')).spec,
  },
  check: {
    usage: 'check --config FILE',
    summary: 'checks the credentials and the configuration (Airbyte)',
    help: 'Prints one CONNECTION_STATUS: SUCCEEDED, or FAILED with all problems. docs/options.md explains the configuration.',
    load: async () => (await import('./check.js')).check,
  },
  discover: {
    usage: 'discover --config FILE',
    summary: 'lists the objects and operations (Airbyte)',
    help: 'Prints one DESTINATION_CATALOG. docs/objects.md lists the same objects.',
    load: async () => (await import('./discover.js')).discover,
  },
  write: {
    usage: 'write --config FILE --catalog FILE',
    summary: 'delivers Airbyte messages from stdin (Airbyte)',
    help: `Reads Airbyte messages from stdin, one per line. Prints each state when all rows before it have an outcome.

  --config FILE        the configuration (docs/options.md)
  --catalog FILE       the configured catalog (ConfiguredAirbyteCatalog)
  --state FILE         ignored: a destination keeps no state
  --summary FILE       writes the outcomes of the rows as JSON
  --verify-file FILE   writes what was sent to the people of test_cohort, or to a sample of people, for verify`,
    load: async () => (await import('./write.js')).write,
  },
  replay: {
    usage: 'replay --config FILE --rejected FILE',
    summary: 'sends rejected rows again',
    load: async () => (await import('./replay.js')).replay,
  },
  preview: {
    usage: 'preview --config FILE --catalog FILE',
    summary: 'shows what write would do, and sends nothing',
    load: async () => (await import('./preview.js')).preview,
  },
  audit: {
    usage: 'audit --config FILE --model NAME',
    summary: 'checks a model inside the warehouse',
    load: async () => (await import('./audit.js')).audit,
  },
  verify: {
    usage: 'verify --config FILE --verify-file FILE',
    summary: 'compares Customer.io with what was sent',
    load: async () => (await import('./verify.js')).verify,
  },
  sync: {
    usage: 'sync --config activation.yml',
    summary: 'delivers models from a warehouse, without Airbyte',
    load: async () => (await import('./sync.js')).sync,
  },
  sandbox: {
    usage: 'sandbox [--port N]',
    summary: 'runs a local Customer.io for tests',
    load: async () => (await import('./sandbox.js')).sandbox,
  },
}

export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS)

/** Runs a command by name. Resolves to the exit code. Prints the usage without a name or with an unknown one. */
export async function runCommand(name: string | undefined, context: Context): Promise<number> {
  if (name === '--version' || name === '-v') {
    context.stdout.write(`destination-customer-io ${readVersion()}\n`)
    return 0
  }
  const command = name === undefined || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name]
  if (command?.help !== undefined && context.args.some((arg) => arg === '--help' || arg === '-h')) {
    context.stdout.write(`Usage: destination-customer-io ${command.usage}\n\n${command.help}\n`)
    return 0
  }
  if (command !== undefined) {
    const run = await command.load()
    return run(context)
  }
  const isHelp = name === undefined || name === '--help' || name === '-h' || name === 'help'
  const out = isHelp && name !== undefined ? context.stdout : context.stderr
  if (!isHelp) out.write(`There is no command '${name}'.\n\n`)
  out.write(usage())
  return isHelp && name !== undefined ? PROTOCOL_EXIT_CODES.success : PROTOCOL_EXIT_CODES.failure
}

function usage(): string {
  const commands = [...Object.values(COMMANDS), { usage: '--version', summary: 'prints the version' }]
  const width = Math.max(...commands.map((command) => command.usage.length))
  return [
    'Usage: destination-customer-io COMMAND [options]',
    '',
    ...commands.map((command) => `  ${command.usage.padEnd(width)}  ${command.summary}`),
    '',
    'Airbyte runs the first four commands. COMMAND --help explains a command. The documentation is in README.md and docs/.',
    '',
  ].join('\n')
}
