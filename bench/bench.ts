import { join } from 'node:path'
import { dataFile, runFiles, type ShapeName } from './data'
import { run, type Command, type Cost, type Sink, type SinkReport } from './measure'

const CLI = join(__dirname, '..', 'dist', 'cli.js')
/** So many requests a second that the limiter never binds. */
const UNLIMITED = 1_000_000

export interface Settings {
  readonly rounds: number
  /** Rows are divided by it: 1, or more for a first look. */
  readonly divisor: number
}

/** One run as it is repeated: what is started, and how the sink behaves meanwhile. */
export interface Case {
  readonly label: string
  readonly rows: number
  readonly latencyMs: number
  readonly command: Command
}

export interface Result extends Cost {
  readonly sink: SinkReport
}

/** Everything that is measured, by the label of its case, round by round. */
export type Results = ReadonlyMap<string, { readonly rows: number; readonly rounds: readonly Result[] }>

export class Bench {
  constructor(
    readonly sink: Sink,
    readonly settings: Settings,
  ) {}

  rows(rows: number): number {
    return Math.max(100, Math.round(rows / this.settings.divisor))
  }

  /** This connector's `write`. */
  ours(
    shape: ShapeName,
    rows: number,
    options: { label?: string; latencyMs?: number; requestsPerSecond?: number; config?: object } = {},
  ): Case {
    const { label = `ours, ${shape}, ${count(rows)}`, latencyMs = 0, requestsPerSecond = UNLIMITED } = options
    const { config, catalog } = runFiles(shape, label.replace(/\W+/g, '-'), this.sink.url, {
      delivery: { requests_per_second: requestsPerSecond },
      ...options.config,
    })
    const args = [CLI, 'write', '--config', config, '--catalog', catalog]
    return { label, rows, latencyMs, command: { label, args, stdin: dataFile(shape, rows) } }
  }

  /** Another client; `args` follow the address of the sink. */
  peer(
    name: string,
    shape: ShapeName,
    rows: number,
    options: { label: string; latencyMs?: number; args?: string[] },
  ): Case {
    const { label, latencyMs = 0, args = [] } = options
    const script = join(__dirname, 'peers', `${name}.cjs`)
    return {
      label,
      rows,
      latencyMs,
      command: { label, args: [script, this.sink.url, ...args], stdin: dataFile(shape, rows) },
    }
  }

  /** Runs the cases in turn, A B C A B C ..., as many rounds as are asked for. */
  async interleave(cases: readonly Case[], rounds = this.settings.rounds): Promise<Results> {
    const results = new Map(cases.map(({ label, rows }) => [label, { rows, rounds: [] as Result[] }]))
    for (let round = 0; round < rounds; round++) {
      for (const { label, latencyMs, command } of cases) {
        await this.sink.set({ latencyMs })
        const cost = await run(command)
        results.get(label)?.rounds.push({ ...cost, sink: await this.sink.report() })
        console.log(
          `  ${label}: ${cost.wallS.toFixed(2)} s, CPU ${cost.cpuS.toFixed(2)} s, ${cost.peakMb.toFixed(0)} MB`,
        )
      }
    }
    return results
  }
}

/** 1k, 20k, 1M. */
export function count(rows: number): string {
  if (rows >= 1e6) return `${rows / 1e6}M`
  return rows >= 1000 ? `${rows / 1000}k` : String(rows)
}

export function pick(results: Results, label: string, what: 'wallS' | 'cpuS' | 'peakMb'): readonly number[] {
  return (results.get(label)?.rounds ?? []).map((round) => round[what])
}
