import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { CLI } from './harness/launch'
import { temporaryFolder } from './harness/program'

/** Runs a program as process 1 of a namespace, which ignores a signal that it has no listener for, as in a container. */
const AS_PROCESS_1 = ['unshare', '--user', '--map-root-user', '--pid', '--fork']
const [tool = '', ...flags] = AS_PROCESS_1
/** The kernel may not let a user create namespaces. Then the program runs as any other process. */
const canIsolate = spawnSync(tool, [...flags, 'true']).status === 0
/** Preloaded: connections are opened and never become one, as where a firewall drops every packet. */
const BLACK_HOLE = `
require('node:net').Socket.prototype.connect = function () { require('node:fs').writeSync(2, 'connecting'); return this }
setInterval(() => undefined, 1000)
`

let folder: ReturnType<typeof temporaryFolder>
let silent: Server
const sockets = new Set<Socket>()
let onConnection: () => void
let connected: Promise<void>

beforeEach(async () => {
  folder = temporaryFolder()
  connected = new Promise((resolve) => (onConnection = resolve))
  silent = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    onConnection()
  })
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
  const config = {
    credentials: { site_id: 'site', api_key: 'key', app_api_key: 'app' },
    endpoints: { track_url: url, app_url: url },
    streams: [{ stream: 'people', object: 'person', id_column: 'id' }],
  }
  const stream = { name: 'people', json_schema: {} }
  const catalog = { streams: [{ stream, sync_mode: 'incremental', destination_sync_mode: 'append' }] }
  const record = { type: 'RECORD', record: { stream: 'people', data: { id: '1' }, emitted_at: 1 } }
  writeFileSync(join(folder.path, 'config.json'), JSON.stringify(config))
  writeFileSync(join(folder.path, 'catalog.json'), JSON.stringify(catalog))
  writeFileSync(join(folder.path, 'input.jsonl'), `${JSON.stringify(record)}\n`)
  writeFileSync(join(folder.path, 'hole.cjs'), BLACK_HOLE)
})

afterEach(async () => {
  folder.remove()
  for (const socket of sockets) socket.destroy()
  sockets.clear()
  await new Promise((resolve) => silent.close(resolve))
})

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  check: ['check', '--config', 'config.json'],
  discover: ['discover', '--config', 'config.json'],
  write: ['write', '--config', 'config.json', '--catalog', 'catalog.json'],
  preview: [
    'preview',
    '--config',
    'config.json',
    '--catalog',
    'catalog.json',
    '--input',
    'input.jsonl',
    '--compare',
    '1',
  ],
}

function start(command: string, env: NodeJS.ProcessEnv = {}) {
  const args = [process.execPath, CLI, ...(COMMANDS[command] as readonly string[])]
  const [program = '', ...rest] = canIsolate ? [...AS_PROCESS_1, ...args] : args
  const child = spawn(program, rest, {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], NO_PROXY: '127.0.0.1', ...env },
  })
  const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve) => {
    child.on('close', (code, signal) => resolve([code, signal]))
  })
  return { child, ended }
}

/** Signals the program itself: unshare passes no signal on. */
function signalTo(child: ChildProcess, signal: NodeJS.Signals): void {
  const pid = child.pid as number
  const inner = canIsolate ? Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()) : pid
  process.kill(inner, signal)
}

describe('the program as process 1', () => {
  it.each(Object.keys(COMMANDS))('ends on a signal while %s waits for a server that never answers', async (command) => {
    const { child, ended } = start(command)
    await connected
    signalTo(child, 'SIGTERM')
    expect(await ended).toEqual([143, null])
  })

  it.each(Object.keys(COMMANDS))('ends on a signal while %s opens a connection', async (command) => {
    const { child, ended } = start(command, { NODE_OPTIONS: `--require ${join(folder.path, 'hole.cjs')}` })
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('connecting')) resolve()
      })
    })
    signalTo(child, 'SIGINT')
    expect(await ended).toEqual([130, null])
  })
})
