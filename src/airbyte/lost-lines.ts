import { ConfigError } from '../core/errors'
import { counted } from '../lib/format'

/** Lines that the message names: enough to find the cause. */
const NAMED_LINES = 10

/** Lines of the input were lost, and it is not known which stream they belong to. */
export class LostLinesError extends ConfigError {}

/** Lines that are or may be RECORDs, cannot be read and do not name a stream: the run fails at its end. */
export class LostLines {
  private readonly named: number[] = []
  private count = 0

  add(line: number): void {
    this.count++
    if (this.named.length < NAMED_LINES) this.named.push(line)
  }

  get hasSome(): boolean {
    return this.count > 0
  }

  /** undefined where no line was lost. */
  get error(): LostLinesError | undefined {
    if (this.count === 0) return undefined
    const more = this.count > this.named.length ? ', ...' : ''
    return new LostLinesError(
      `${counted(this.count, 'line')} of the input cannot be read, may be a RECORD, and does not name its stream: line ` +
        `${this.named.join(', ')}${more}. The other rows were delivered, and no state after line ${this.named[0]} was ` +
        'acknowledged. Fix: correct the output of the source.',
    )
  }
}
