import { readVersion } from '../lib/version'
import { COMMAND_NAMES, runCommand } from './index'
import { createContext } from '../airbyte/testing/context-factory'

async function run(name: string | undefined, ...args: string[]) {
  const context = createContext(args)
  return { code: await runCommand(name, context), ...context.written }
}

describe('the command line', () => {
  it('prints the version', async () =>
    expect((await run('--version')).stdout).toBe(`destination-customer-io ${readVersion()}\n`))

  it.each(['--help', '-h', 'help'])('prints the usage on %s', async (name) => {
    const { code, stdout } = await run(name)
    expect(code).toBe(0)
    for (const command of COMMAND_NAMES) expect(stdout).toMatch(new RegExp(`^  ${command} .*  \\S`, 'm'))
  })

  it('prints the usage and fails without a command or with an unknown one', async () => {
    expect(await run(undefined)).toMatchObject({ code: 1, stdout: '' })
    for (const name of ['nonsense', 'constructor']) {
      const { code, stdout, stderr } = await run(name)
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toContain(`There is no command '${name}'.`)
    }
  })

  it.each(COMMAND_NAMES)('prints the help of %s without running it', async (name) => {
    const { code, stdout } = await run(name, '--help')
    expect(code).toBe(0)
    expect(stdout).toContain(name)
    expect(stdout).not.toContain('"type"')
  })
})
