import type { Clock } from '../lib/clock'
import type { Fault } from './faults'

export interface LoggedRequest {
  readonly method: string
  readonly path: string
  /** 0 if there was no reply. */
  readonly status: number
  readonly bytes: number
  readonly fault: Fault | undefined
}

/** The latest write requests, their total, and the number of requests that each API answered in the current second. */
export class RequestLog {
  readonly kept: LoggedRequest[] = []
  count = 0
  private readonly answered = { track: { second: 0, count: 0 }, app: { second: 0, count: 0 } }

  constructor(
    private readonly size: number,
    private readonly clock: Clock,
  ) {}

  add(request: LoggedRequest): void {
    this.count++
    this.kept.push(request)
    if (this.kept.length > this.size) this.kept.shift()
  }

  /** Counts a request against a limit per second; false if it exceeds the limit. 0 means unlimited. */
  mayAnswer(api: 'track' | 'app', limit: number): boolean {
    const second = Math.floor(this.clock.now() / 1000)
    const counter = this.answered[api]
    if (counter.second !== second) Object.assign(counter, { second, count: 0 })
    return limit === 0 || ++counter.count <= limit
  }
}
