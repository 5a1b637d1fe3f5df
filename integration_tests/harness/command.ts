import { launch } from './launch'

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command for people to its end: what it printed, and its exit code. */
export function runForPeople(
  args: readonly string[],
  { cwd, stdin = '' }: { cwd?: string; stdin?: string } = {},
): Promise<Ran> {
  const { child } = launch(args, cwd === undefined ? {} : { cwd })
  const written = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()))
  // A command that needs no input may have ended before it came.
  child.stdin.on('error', () => undefined)
  child.stdin.end(stdin)
  return new Promise((ended) => child.on('close', (code) => ended({ code, ...written })))
}
