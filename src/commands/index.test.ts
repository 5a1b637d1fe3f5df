import { PassThrough } from 'node:stream'
import { readVersion } from '../lib/version'
import type { Context } from './context'
import { runCommand } from './index'

async function run(name: string | undefined, ...args: string[]) {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() }
  const context: Context = { args, env: {}, ...streams, onTerminate: () => () => undefined }
  const code = await runCommand(name, context)
  const text = (stream: PassThrough) => String(stream.read() ?? '')
  return { code, stdout: text(streams.stdout), stderr: text(streams.stderr) }
}

describe('the command line', () => {
  it('says which version it is', async () =>
    expect((await run('--version')).stdout).toBe(`destination-customer-io ${readVersion()}\n`))

  it.each(['--help', '-h', 'help'])('explains itself on %s', async (name) => {
    const { code, stdout } = await run(name)
    expect(code).toBe(0)
    for (const command of [
      'spec',
      'check',
      'discover',
      'write',
      'replay',
      'preview',
      'audit',
      'verify',
      'sync',
      'sandbox',
    ])
      expect(stdout).toMatch(new RegExp(`^  ${command} .*  \\S`, 'm'))
  })

  it('explains itself and fails without a command, and names one that it does not have', async () => {
    expect(await run(undefined)).toMatchObject({ code: 1, stdout: '' })
    const { code, stderr } = await run('constructor')
    expect(code).toBe(1)
    expect(stderr).toContain("There is no command 'constructor'.")
  })

  it.each(['spec', 'check', 'discover', 'write', 'replay', 'preview', 'audit', 'verify', 'sync', 'sandbox'])(
    'explains %s without running it',
    async (name) => {
      const { code, stdout } = await run(name, '--help')
      expect(code).toBe(0)
      expect(stdout).toContain(name)
      expect(stdout).not.toContain('"type"')
    },
  )
})
