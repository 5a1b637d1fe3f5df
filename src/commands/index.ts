import { readVersion } from '../lib/version'
import type { Context } from './context'

interface Command {
  readonly summary: string
  /** Imported only when it is the one that runs: `spec` must not pay for what `write` needs. */
  readonly load: () => Promise<(context: Context) => Promise<number>>
}

const COMMANDS: Readonly<Record<string, Command>> = {
  spec: {
    summary: 'spec                                   the connector specification (Airbyte)',
    load: async () => (await import('./spec.js')).spec,
  },
  check: {
    summary: 'check --config FILE                    tries the credentials and the configuration (Airbyte)',
    load: async () => (await import('./check.js')).check,
  },
  discover: {
    summary: 'discover --config FILE                 the objects and operations that can be written (Airbyte)',
    load: async () => (await import('./discover.js')).discover,
  },
  write: {
    summary: 'write --config FILE --catalog FILE     delivers Airbyte messages from stdin (Airbyte)',
    load: async () => (await import('./write.js')).write,
  },
  replay: {
    summary: 'replay --config FILE --rejected FILE   sends rejected rows again',
    load: async () => (await import('./replay.js')).replay,
  },
  preview: {
    summary: 'preview --config FILE --catalog FILE   what write would do, sending nothing',
    load: async () => (await import('./preview.js')).preview,
  },
  audit: {
    summary: 'audit --config FILE --model NAME       what is wrong with a Snowflake model, found where it lies',
    load: async () => (await import('./audit.js')).audit,
  },
  verify: {
    summary: 'verify --config FILE --verify-file FILE whether Customer.io holds what was sent',
    load: async () => (await import('./verify.js')).verify,
  },
  sync: {
    summary: 'sync --config activation.yml           delivers models from Snowflake, without Airbyte',
    load: async () => (await import('./sync.js')).sync,
  },
  sandbox: {
    summary: 'sandbox [--port N]                     a local Customer.io to try things on',
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
  if (command !== undefined) {
    const run = await command.load()
    return run(context)
  }
  const asked = name === undefined || name === '--help' || name === '-h' || name === 'help'
  const out = asked ? context.stdout : context.stderr
  if (!asked) out.write(`There is no command '${name}'.\n\n`)
  out.write(usage())
  return asked && name !== undefined ? 0 : 1
}

function usage(): string {
  const lines = Object.values(COMMANDS).map(({ summary }) => `  ${summary}`)
  return [
    'Usage: destination-customer-io COMMAND [options]',
    '',
    ...lines,
    '  --version                              which version this is',
    '',
    'Airbyte runs the first four. The documentation is in README.md and docs/.',
    '',
  ].join('\n')
}
