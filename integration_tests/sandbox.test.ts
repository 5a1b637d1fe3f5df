import { startSandbox, type Sandbox } from '../src/sandbox/index'
import { runWithConfig } from './harness/program'

let sandbox: Sandbox
afterEach(() => sandbox.stop())

const config = (more: Record<string, unknown> = {}) => ({
  credentials: { site_id: 'sandbox-site', api_key: 'sandbox-key' },
  endpoints: { track_url: sandbox.url },
  ...more,
})

describe('the program against the sandbox', () => {
  it('checks credentials', async () => {
    sandbox = await startSandbox()
    const good = await runWithConfig('check', config())
    expect(good.messages.find(({ type }) => type === 'CONNECTION_STATUS')).toMatchObject({
      connectionStatus: { status: 'SUCCEEDED' },
    })
    const bad = await runWithConfig('check', { ...config(), credentials: { site_id: 'x', api_key: 'wrong-key' } })
    expect(bad.code).toBe(0)
    expect(bad.messages.find(({ type }) => type === 'CONNECTION_STATUS')).toMatchObject({
      connectionStatus: { status: 'FAILED' },
    })
    expect(bad.lines.join()).not.toContain('wrong-key')
  })
})
