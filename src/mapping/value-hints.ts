import { EPOCH_MILLISECONDS, ISO_TIME_START } from '../core/value-patterns'

/** The number of values per attribute that are checked. Later rows cost nothing. */
const LOOKED_AT = 1000
/** A pattern is reported if at least this many values match. */
const MIN_SAMPLE = 20
const MIN_SHARE = 0.9

/** Detects a lost type from the values of one attribute. It never changes what is sent. */
export class ValueHints {
  private looked = 0
  private times = 0
  private epochs = 0

  constructor(readonly attribute: string) {}

  /** True while more values are wanted. */
  get isLooking(): boolean {
    return this.looked < LOOKED_AT
  }

  look(value: unknown): void {
    if (typeof value === 'string') {
      this.looked++
      if (ISO_TIME_START.test(value)) this.times++
    } else if (typeof value === 'number') {
      this.looked++
      if (value >= EPOCH_MILLISECONDS.min && value <= EPOCH_MILLISECONDS.max) this.epochs++
    }
  }

  /** The pattern of the values; undefined without a pattern. */
  get looksLike(): 'times' | 'epoch_ms' | undefined {
    const enough = Math.max(MIN_SAMPLE, this.looked * MIN_SHARE)
    if (this.times >= enough) return 'times'
    return this.epochs >= enough ? 'epoch_ms' : undefined
  }

  /** A sentence with the line that fixes it, undefined where nothing stands out. */
  get hint(): string | undefined {
    const { looksLike } = this
    const name = JSON.stringify(this.attribute)
    if (looksLike === 'times') {
      return (
        `The text of ${this.attribute} contains times, and segments of Customer.io understand unix seconds only. ` +
        `If it is one, add to attributes: {"attribute": ${name}, "type": "timestamp"}`
      )
    }
    if (looksLike === 'epoch_ms') {
      return (
        `The numbers of ${this.attribute} are in the range of milliseconds since 1970, and segments of Customer.io understand ` +
        `seconds only. If so, add to attributes: {"attribute": ${name}, "type": "timestamp", "unit": "milliseconds"}`
      )
    }
    return undefined
  }
}
