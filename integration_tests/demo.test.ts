import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { differences, takePicture } from '../scripts/demo/picture'
import { makeSample, toMessages } from '../scripts/demo/sample'
import { startSandbox, type Sandbox } from '../src/sandbox/index'

const PROJECT = resolve(__dirname, '..')

function runDemo(): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', 'scripts/demo.ts'],
      { cwd: PROJECT },
      (_, stdout, stderr) => done({ code: child.exitCode, text: stdout + stderr }),
    )
  })
}

describe('npm run demo', () => {
  it('syncs its sample twice, finds nothing changed, and ends', async () => {
    const { code, text } = await runDemo()
    expect(text).toMatch(/run 1, all rows +719 += +701 +\+ +6 +\+ +12\n/)
    expect(text).toMatch(/run 2, all rows +719 += +701 +\+ +6 +\+ +12\n/)
    expect(text.match(/^ {2}yes /gm)).toHaveLength(7)
    expect(text).not.toMatch(/^ {2}NO /m)
    expect(code).toBe(0)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  }, 60_000)

  it('makes the same messages for the same moment', () => {
    const nowMs = Date.UTC(2026, 0, 15)
    expect(toMessages(makeSample(nowMs), nowMs)).toBe(toMessages(makeSample(nowMs), nowMs))
  })
})

describe('the comparison that the demo rests on', () => {
  let sandbox: Sandbox
  afterEach(() => sandbox.stop())

  it('sees a changed attribute, a lost one, a new event and a new profile', async () => {
    sandbox = await startSandbox()
    const { workspace } = sandbox
    const identify = (id: string, attributes: Record<string, unknown>) =>
      workspace.apply({ type: 'person', action: 'identify', identifiers: { id }, attributes })
    identify('1', { city: 'Porto', plan: 'free' })
    const before = takePicture(sandbox)
    expect(differences(before, takePicture(sandbox))).toEqual([])
    identify('1', { city: 'Malmö', plan: '' })
    workspace.apply({ type: 'person', action: 'event', identifiers: { id: '2' }, name: 'seen' })
    expect(differences(before, takePicture(sandbox)).join('\n')).toMatch(
      /people: 1 before, 2 after\nevents: 0 before, 1 after[^]*city: "Porto" before, "Malmö" after\n.*plan: "free" before, none after/,
    )
  })
})
