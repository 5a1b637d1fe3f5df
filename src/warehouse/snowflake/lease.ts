import { TransientError } from '../../core/errors'
import type { WarehouseStateOptions } from '../state-store'
import type { SnowflakeSession, Statement } from './session'
import { makeLeaseSql, readLeaseSql, releaseLeaseSql, renewLeaseSql, takeLeaseSql } from './state-sql'

/** A lease is renewed three times before it expires. */
const RENEWALS = 3
/** The process notes that it was paused if it was not active for this long. */
const TICK_MS = 200
const PAUSE_MS = 750

/**
 * The right to work on the state of an activation, and until when. Statements that change the state have the lease as a
 * condition; `assertHeld` protects what cannot have it, the requests to Customer.io.
 */
export class Lease {
  private readonly timers: NodeJS.Timeout[] = []
  private expiresMs = 0
  private activeMs = Date.now()
  private isUncertain = false
  private verifying: Promise<void> | undefined

  constructor(
    private readonly session: SnowflakeSession,
    private readonly options: WarehouseStateOptions,
  ) {}

  async take(): Promise<void> {
    const { schema, activation, takeOver, leaseMinutes, run } = this.options
    await this.session.run(this.statement(makeLeaseSql(schema), [activation, activation]))
    const startedMs = Date.now()
    const binds = [run, this.seconds, activation]
    await this.session.run(this.statement(takeLeaseSql(schema, takeOver), takeOver ? binds : [...binds, run]))
    const holder = await this.otherHolder()
    if (holder !== undefined)
      throw new TransientError(
        `Another run (${holder}) holds the state in ${schema}. Fix: wait until it ends. If it is gone, take the state with --take-over.`,
      )
    this.expiresMs = startedMs + leaseMinutes * 60_000
    this.startTimers()
  }

  async release(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer)
    const { schema, activation, run } = this.options
    // A lease that cannot be released expires.
    await this.session.run(this.statement(releaseLeaseSql(schema), [activation, run])).catch(() => undefined)
  }

  /**
   * TransientError if another run has taken the lease. Asks the warehouse only if this process was paused, or if the lease has
   * expired: otherwise only --take-over can have taken it, which is for runs that are gone.
   */
  assertHeld(): Promise<void> {
    this.notePause()
    if (!this.isUncertain && Date.now() < this.expiresMs) return Promise.resolve()
    this.verifying ??= this.renew().finally(() => (this.verifying = undefined))
    return this.verifying
  }

  /** The same, and always asks the warehouse. */
  async verify(): Promise<void> {
    if ((await this.otherHolder()) !== undefined) throw this.lost()
  }

  private startTimers(): void {
    const { leaseMinutes, onLost } = this.options
    const renewal = () => {
      // A renewal that fails is repeated before the lease expires.
      this.renew().catch((thrown: unknown) => {
        if (thrown instanceof LostLease) onLost(thrown)
      })
    }
    this.timers.push(
      setInterval(renewal, (leaseMinutes * 60_000) / RENEWALS),
      setInterval(() => this.notePause(), TICK_MS),
    )
    for (const timer of this.timers) timer.unref()
  }

  private notePause(): void {
    const nowMs = Date.now()
    if (nowMs - this.activeMs > PAUSE_MS) this.isUncertain = true
    this.activeMs = nowMs
  }

  private async renew(): Promise<void> {
    const { schema, activation, leaseMinutes, run } = this.options
    const startedMs = Date.now()
    await this.session.run(this.statement(renewLeaseSql(schema), [this.seconds, activation, run]))
    await this.verify()
    this.expiresMs = startedMs + leaseMinutes * 60_000
    this.isUncertain = false
  }

  /** `run, until`, if another run holds the lease. Two runs that began at the same time may have created two rows. */
  private async otherHolder(): Promise<string | undefined> {
    const { schema, activation, run } = this.options
    const { rows } = await this.session.run(this.statement(readLeaseSql(schema), [activation]))
    const other = rows.find(([holder]) => holder !== run)
    return other && `${other[0] ?? ''}, until ${other[1] ?? ''}`
  }

  private get seconds(): number {
    return Math.ceil(this.options.leaseMinutes * 60)
  }

  private lost(): LostLease {
    return new LostLease(
      `Another run took over the state in ${this.options.schema}. This run stops and writes nothing more.`,
    )
  }

  private statement(sql: string, binds: readonly (string | number)[]): Statement {
    return { sql, binds, what: `the lease of the state in ${this.options.schema}` }
  }
}

class LostLease extends TransientError {}
