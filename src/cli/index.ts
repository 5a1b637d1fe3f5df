import { readVersion } from '../lib/version'
import type { Context } from '../app/session'

interface Command {
  /** Its name and its main options. */
  readonly usage: string
  readonly summary: string
  /** The options of a command of the protocol, for a person who asks; the other commands explain themselves. */
  readonly help?: string
  /** Imported only when it is the one that runs: `spec` must not pay for what `write` needs. */
  readonly load: () => Promise<(context: Context) => Promise<number>>
}

const COMMANDS: Readonly<Record<string, Command>> = {
  spec: {
    usage: 'spec',
    summary: 'the connector specification (Airbyte)',
    help: 'It takes no options and prints one SPEC message.',
    load: async () => (await import('./spec.js')).spec,
  },
  check: {
    usage: 'check --config FILE',
    summary: 'tries the credentials and the configuration (Airbyte)',
    help: 'Prints one CONNECTION_STATUS, SUCCEEDED or FAILED with every problem. docs/options.md explains the configuration.',
    load: async () => (await import('./check.js')).check,
  },
  discover: {
    usage: 'discover --config FILE',
    summary: 'the objects and operations that can be written (Airbyte)',
    help: 'Prints one DESTINATION_CATALOG. docs/objects.md lists the same for people.',
    load: async () => (await import('./discover.js')).discover,
  },
  write: {
    usage: 'write --config FILE --catalog FILE',
    summary: 'delivers Airbyte messages from stdin (Airbyte)',
    help: `Reads Airbyte messages from stdin, one a line, and prints a state once all rows before it are settled.

  --config FILE        the configuration (docs/options.md)
  --catalog FILE       the ConfiguredAirbyteCatalog
  --state FILE         ignored: a destination keeps no state
  --summary FILE       also writes what became of every row as JSON
  --verify-file FILE   also keeps what was sent for test_cohort, for the command verify`,
    load: async () => (await import('./write.js')).write,
  },
  replay: {
    usage: 'replay --config FILE --rejected FILE',
    summary: 'sends rejected rows again',
    load: async () => (await import('./replay.js')).replay,
  },
  preview: {
    usage: 'preview --config FILE --catalog FILE',
    summary: 'what write would do, sending nothing',
    load: async () => (await import('./preview.js')).preview,
  },
  audit: {
    usage: 'audit --config FILE --model NAME',
    summary: 'what is wrong with a Snowflake model, found where it lies',
    load: async () => (await import('./audit.js')).audit,
  },
  verify: {
    usage: 'verify --config FILE --verify-file FILE',
    summary: 'whether Customer.io holds what was sent',
    load: async () => (await import('./verify.js')).verify,
  },
  sync: {
    usage: 'sync --config activation.yml',
    summary: 'delivers models from Snowflake, without Airbyte',
    load: async () => (await import('./sync.js')).sync,
  },
  sandbox: {
    usage: 'sandbox [--port N]',
    summary: 'a local Customer.io to try things on',
    load: async () => (await import('./sandbox.js')).sandbox,
  },
}

/** Runs a command by name; resolves to the exit code. Without a name, or with an unknown one, it explains itself. */
export async function runCommand(name: string | undefined, context: Context): Promise<number> {
  if (name === '--version' || name === '-v') {
    context.stdout.write(`destination-customer-io ${readVersion()}\n`)
    return 0
  }
  const command = name === undefined || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name]
  if (command?.help !== undefined && context.args.some((one) => one === '--help' || one === '-h')) {
    context.stdout.write(`Usage: destination-customer-io ${command.usage}\n\n${command.help}\n`)
    return 0
  }
  if (command !== undefined) {
    const run = await command.load()
    return run(context)
  }
  const asked = name === undefined || name === '--help' || name === '-h' || name === 'help'
  const out = asked && name !== undefined ? context.stdout : context.stderr
  if (!asked) out.write(`There is no command '${name}'.\n\n`)
  out.write(usage())
  return asked && name !== undefined ? 0 : 1
}

function usage(): string {
  const commands = [...Object.values(COMMANDS), { usage: '--version', summary: 'which version this is' }]
  const width = Math.max(...commands.map((command) => command.usage.length))
  return [
    'Usage: destination-customer-io COMMAND [options]',
    '',
    ...commands.map((command) => `  ${command.usage.padEnd(width)}  ${command.summary}`),
    '',
    'Airbyte runs the first four. COMMAND --help explains one; the documentation is in README.md and docs/.',
    '',
  ].join('\n')
}
