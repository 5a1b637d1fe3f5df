import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox } from '../../src/sandbox/index'
import { runCommand } from '../../src/cli/index'
import { createContext } from '../../src/airbyte/testing/context-factory'

async function run(name: string | undefined, ...args: string[]) {
  const context = createContext(args)
  return { code: await runCommand(name, context), ...context.written }
}

describe('commands of the protocol', () => {
  it('prints the specification and the operations of a workspace', async () => {
    const spec = await run('spec')
    expect(JSON.parse(spec.stdout.trim())).toMatchObject({ type: 'SPEC', spec: { connectionSpecification: {} } })
    const sandbox = await startSandbox()
    const folder = mkdtempSync(join(tmpdir(), 'commands-'))
    try {
      const path = join(folder, 'config.json')
      writeFileSync(
        path,
        JSON.stringify({
          credentials: { site_id: 'sandbox-site', api_key: 'sandbox-key', app_api_key: 'sandbox-app-key' },
          endpoints: { track_url: sandbox.url, app_url: sandbox.url },
        }),
      )
      const discovered = await run('discover', '--config', path)
      expect(discovered.code).toBe(0)
      expect(discovered.stdout).toContain('"DESTINATION_CATALOG"')
      expect(discovered.stdout).toContain('"object_companies"')
    } finally {
      rmSync(folder, { recursive: true })
      await sandbox.stop()
    }
  })

  it.each([
    [['--config'], /argument missing|Known options/],
    [[], /Missing: --config FILE/],
    [['--config', '/nowhere/x.json'], /cannot be read from \/nowhere\/x.json: ENOENT/],
    [['--nonsense', 'x'], /Known options: --config/],
  ])('reports what is wrong with the arguments %j', async (args, message) => {
    const { code, stdout } = await run('check', ...args)
    // An error before the check is FAILED or a TRACE, never a success.
    expect(stdout).toMatch(message)
    expect(stdout).not.toContain('SUCCEEDED')
    expect([0, 1]).toContain(code)
  })
})
