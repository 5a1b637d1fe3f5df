import { startSandbox } from '../../src/sandbox/index'
import { sandbox } from '../../src/cli/sandbox'
import { createContext } from '../../src/airbyte/testing/context-factory'

/** Runs the sandbox until it has printed its configuration, passes it to `use`, and ends the sandbox. */
async function whileRunning(args: readonly string[], use: (url: string, config: unknown) => Promise<void>) {
  const context = createContext(['--port', '0', ...args])
  const ended = sandbox(context)
  while (!context.written.stdout.endsWith('}\n')) await new Promise((turn) => setImmediate(turn))
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(context.written.stdout) ?? []
  const config = JSON.parse(context.written.stdout.slice(context.written.stdout.indexOf('{'))) as unknown
  await use(url, config)
  context.terminate('SIGINT')
  expect(await ended).toBe(0)
}

const refused = async (...args: readonly string[]) => {
  const context = createContext(args)
  expect(await sandbox(context)).toBe(1)
  return context.written.stderr
}

describe('sandbox', () => {
  it('prints a configuration that writes to it, and ends on a signal', async () => {
    await whileRunning([], async (url, config) => {
      expect(config).toEqual({
        credentials: { site_id: 'sandbox-site', api_key: 'sandbox-key', app_api_key: 'sandbox-app-key' },
        endpoints: { track_url: url },
      })
      expect((await fetch(url)).status).toBe(200)
    })
  })

  it('accepts credentials, a region, settings and faults', async () => {
    const args =
      '--site-id s --api-key k --app-api-key a --region eu --set takenEmail=take_id --set shuffle=true --fault error_500=1 --seed 4'
    await whileRunning(args.split(' '), async (url) => {
      const headers = { authorization: `Basic ${Buffer.from('s:k').toString('base64')}` }
      const region = await (await fetch(`${url}/api/v1/accounts/region`, { headers })).json()
      expect(region).toMatchObject({ region: 'eu' })
      const put = await fetch(`${url}/api/v1/customers/1`, { method: 'PUT', headers, body: '{}' })
      expect(put.status).toBe(500)
    })
  })

  it('prints its usage within the width of a terminal', async () => {
    const context = createContext(['--help'])
    expect(await sandbox(context)).toBe(0)
    expect(context.written.stdout).toContain('nullRemovesFromPeople=true')
    expect(context.written.stdout).toContain('reset_after')
    for (const line of context.written.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(112)
  })

  it('reports what is wrong with its arguments', async () => {
    expect(await refused('--port', 'x')).toBe('--port takes a whole number.\n')
    expect(await refused('--port', '99999')).toBe('--port takes at most 65535.\n')
    expect(await refused('--region', 'mars')).toBe("--region takes us or eu; found 'mars'.\n")
    expect(await refused('--set', 'nothing=1')).toContain("There is no switch 'nothing'")
    expect(await refused('--fault', 'flood=1')).toContain("There is no fault 'flood'")
    expect(await refused('--fault', 'timeout=2')).toContain('a rate from 0 to 1')
    expect(await refused('--what')).toContain('--what')
  })

  it('fails if its port is in use', async () => {
    const other = await startSandbox()
    expect(await refused('--port', String(other.port))).toContain('The port is in use')
    await other.stop()
  })
})
