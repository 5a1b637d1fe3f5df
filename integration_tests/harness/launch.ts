import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { chmodSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findEngine } from '../../scripts/image-engine'

/** The built program: what `npm run build` made, not the sources. */
export const CLI = resolve(__dirname, '../../dist/cli.js')

/**
 * What the platform runs in a connector's container: its entry point, as text for a shell, with a FIFO for stdin. The
 * messages come over the container's own stdin here.
 */
const PLATFORM_START = `
  fifo=$(mktemp -u "\${FIFO_FOLDER:-/tmp}/stdin.XXXXXX") && mkfifo "$fifo" || exit 1
  exec 3<&0
  cat <&3 > "$fifo" 2> /dev/null &
  exec 3<&-
  eval "$AIRBYTE_ENTRYPOINT $*" < "$fifo"`

export interface LaunchOptions {
  /** The folder that the program starts in; in an image it is mounted as /dest. */
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Over a FIFO, as the platform does it; in an image always. */
  readonly fifo?: boolean
  /** More flags for the container. */
  readonly flags?: readonly string[]
}

export interface Launched {
  readonly child: ChildProcessWithoutNullStreams
  /** Ends it at once, as the kernel or the platform would. */
  readonly kill: () => void
}

let launches = 0

/** Starts the program: the image that the environment variable IMAGE names, else the built one. */
export function launch(args: readonly string[], options: LaunchOptions = {}): Launched {
  const image = process.env['IMAGE']
  if (image !== undefined) return launchImage(image, args, options)
  if (options.fifo === true) return launchOverFifo(args, options)
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], NO_PROXY: '127.0.0.1', ...options.env },
  })
  return { child, kill: () => void child.kill('SIGKILL') }
}

function launchOverFifo(args: readonly string[], { cwd, env }: LaunchOptions): Launched {
  const child = spawn('sh', ['-c', PLATFORM_START, 'sh', ...args], {
    cwd,
    env: {
      PATH: process.env['PATH'],
      NO_PROXY: '127.0.0.1',
      AIRBYTE_ENTRYPOINT: `'${process.execPath}' '${CLI}'`,
      ...(cwd !== undefined && { FIFO_FOLDER: cwd }),
      ...env,
    },
    // A group of its own, so that what the shell started goes with it.
    detached: true,
  })
  return { child, kill: () => void process.kill(-(child.pid as number), 'SIGKILL') }
}

function launchImage(image: string, args: readonly string[], { cwd, env, flags = [] }: LaunchOptions): Launched {
  const engine = findEngine()
  if (engine === undefined) throw new Error('IMAGE is set, and there is neither docker nor podman.')
  const [program = '', ...before] = engine.command
  launches += 1
  const name = `destination-test-${String(process.pid)}-${String(launches)}`
  const variables: NodeJS.ProcessEnv = {
    NO_PROXY: '127.0.0.1',
    ...(cwd !== undefined && { FIFO_FOLDER: '/dest' }),
    ...env,
  }
  if (cwd !== undefined) letAnybodyIn(cwd)
  const child = spawn(program, [
    ...before,
    ...['run', '--rm', '--interactive', '--name', name, '--network', 'host'],
    ...(cwd === undefined ? [] : ['--volume', `${cwd}:/dest`, '--workdir', '/dest']),
    ...Object.entries(variables).flatMap(([key, value]) => (value === undefined ? [] : ['--env', `${key}=${value}`])),
    ...flags,
    ...['--entrypoint', 'sh', image, '-c', PLATFORM_START, 'sh', ...args],
  ])
  return {
    child,
    kill: () => void spawnSync(program, [...before, 'kill', '--signal', 'KILL', name], { stdio: 'ignore' }),
  }
}

/** The image runs as a user of its own, who must be able to read what a test put there, and to add to it. */
function letAnybodyIn(folder: string): void {
  chmodSync(folder, 0o777)
  for (const entry of readdirSync(folder)) chmodSync(join(folder, entry), 0o666)
}
