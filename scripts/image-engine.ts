import { spawnSync } from 'node:child_process'

/** The container engine that builds and runs images on this machine. */
export interface Engine {
  readonly name: string
  /** The command line in place of `docker`, without the subcommand. */
  readonly command: readonly string[]
  /** The command line that builds a target of the Dockerfile of a folder under a name. */
  readonly build: (image: string, target: string, folder: string) => readonly string[]
}

/**
 * The engine to use: the script that CONTAINER_TOOL names (`build DIR TAG DOCKERFILE [ARGS...]` and `pod ARGS...`, for
 * machines without a registry of images), else docker if its daemon answers, else podman, else undefined.
 */
export function findEngine(): Engine | undefined {
  const tool = process.env['CONTAINER_TOOL']
  if (tool !== undefined && tool !== '') {
    return {
      name: 'podman by CONTAINER_TOOL',
      command: [tool, 'pod'],
      build: (image, target, folder) => [tool, 'build', folder, image, `${folder}/Dockerfile`, '--target', target],
    }
  }
  const name = ['docker', 'podman'].find(
    (candidate) => spawnSync(candidate, ['info'], { stdio: 'ignore' }).status === 0,
  )
  if (name === undefined) return undefined
  return {
    name,
    command: [name],
    build: (image, target, folder) => [name, 'build', '--target', target, '--tag', image, folder],
  }
}

/** Runs a command line to its end with this process's streams; resolves to its exit code. */
export function runToEnd([program = '', ...args]: readonly string[]): number {
  return spawnSync(program, args, { stdio: 'inherit' }).status ?? 1
}

/** The stdout of a command line; throws if it fails. */
export function outputOf([program = '', ...args]: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${String(status)}: ${stderr}`)
  return stdout
}
