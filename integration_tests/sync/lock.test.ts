import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const MODULE = resolve(__dirname, '../../dist/warehouse/state-directory.js')
/** Waits for a line, then says whether it got the state, and keeps it while its input is open. */
const PROGRAM = `
  const { holdDirectory } = require(${JSON.stringify(MODULE)})
  process.stdin.once('data', () =>
    holdDirectory(process.argv[1], false).then(() => console.log('held'), (error) => console.log(error.constructor.name)))
  console.log('ready')
`
const STARTS = 4
const ROUNDS = 5

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function line({ stdout }: ChildProcess): Promise<string> {
  const [text] = (await once(stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  return text.toString().trim()
}

/** A state that was held by a process that has ended: a process id that no system has. */
function makeStale(root: string): void {
  mkdirSync(join(root, 'held-gone'), { recursive: true })
  writeFileSync(join(root, 'held-gone', 'people.state.json'), '{}')
  writeFileSync(join(root, 'owner-gone.json'), JSON.stringify({ pid: 2 ** 31 - 1, host: hostname(), since: 'then' }))
}

it.each<[string, (root: string) => void]>([
  ['a new state', () => undefined],
  ['a stale state', makeStale],
])('lets one of four processes have %s', async (what, prepare) => {
  for (let round = 0; round < ROUNDS; round++) {
    const root = join(folder, `${what} ${round}`)
    prepare(root)
    const children = Array.from({ length: STARTS }, () =>
      spawn(process.execPath, ['-e', PROGRAM, root], { stdio: ['pipe', 'pipe', 'inherit'] }),
    )
    try {
      await Promise.all(children.map(line))
      const answers = children.map(line)
      for (const { stdin } of children) stdin.write('go\n')
      expect((await Promise.all(answers)).sort()).toEqual([...Array<string>(STARTS - 1).fill('TransientError'), 'held'])
    } finally {
      for (const child of children) child.kill()
    }
  }
})
