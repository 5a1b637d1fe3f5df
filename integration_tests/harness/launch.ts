import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { chmodSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findEngine } from '../../scripts/image-engine'

/** The output of `npm run build`, not the sources. */
export const CLI = resolve(__dirname, '../../dist/cli.js')

/**
 * The command that Airbyte runs in the container of a connector: its entry point, as text for a shell, with a FIFO as stdin.
 * Here the messages come from the stdin of the container.
 */
const PLATFORM_START = `
  fifo=$(mktemp -u "\${FIFO_FOLDER:-/tmp}/stdin.XXXXXX") && mkfifo "$fifo" || exit 1
  exec 3<&0
  cat <&3 > "$fifo" 2> /dev/null &
  exec 3<&-
  eval "$AIRBYTE_ENTRYPOINT $*" < "$fifo"`

export interface LaunchOptions {
  /** Another program than the built one of this project: the path of its JavaScript. It runs outside of any image. */
  readonly program?: string | undefined
  /** The working directory of the program; in an image it is mounted as /dest. */
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Uses a FIFO as stdin, as Airbyte does; always true in an image. */
  readonly fifo?: boolean
  /** Additional flags for the container. */
  readonly flags?: readonly string[]
}

export interface Launched {
  readonly child: ChildProcessWithoutNullStreams
  /** Kills the program, as the kernel or Airbyte would. */
  readonly kill: () => void
}

let launches = 0

/** Starts the image of the environment variable IMAGE, or else the built program. */
export function launch(args: readonly string[], options: LaunchOptions = {}): Launched {
  const image = process.env['IMAGE']
  if (image !== undefined && options.program === undefined) return launchImage(image, args, options)
  if (options.fifo === true) return launchOverFifo(args, options)
  const child = spawn(process.execPath, [options.program ?? CLI, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], NO_PROXY: '127.0.0.1', ...options.env },
  })
  return { child, kill: () => void child.kill('SIGKILL') }
}

function launchOverFifo(args: readonly string[], { cwd, env, program = CLI }: LaunchOptions): Launched {
  const child = spawn('sh', ['-c', PLATFORM_START, 'sh', ...args], {
    cwd,
    env: {
      PATH: process.env['PATH'],
      NO_PROXY: '127.0.0.1',
      AIRBYTE_ENTRYPOINT: `'${process.execPath}' '${program}'`,
      ...(cwd !== undefined && { FIFO_FOLDER: cwd }),
      ...env,
    },
    // A separate process group, so that the children of the shell are killed with it.
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

/** The image runs as another user, who must be able to read and write the files of a test. */
function letAnybodyIn(folder: string): void {
  chmodSync(folder, 0o777)
  for (const entry of readdirSync(folder)) chmodSync(join(folder, entry), 0o666)
}
