import { sha256Hex } from '../../lib/hash'
import { TransientError } from '../../core/errors'
import type { Differ } from '../changes'
import type { SnowflakeSession, Statement } from './session'
import type { PreparedModel } from '../prepared-model'
import type { DifferOptions, ModelState, StateStore, WarehouseStateOptions } from '../state-store'
import { PlanDiffer } from './plan-diff'
import { createMissingTables } from './state-tables'
import {
  makeLeaseSql,
  readLeaseSql,
  readStatesSql,
  releaseLeaseSql,
  tablesSql,
  takeLeaseSql,
  writeStateSql,
} from './state-sql'

/** A lease is renewed three times before it could run out. */
const RENEWALS = 3

/**
 * Opens the state of an activation in a schema of the warehouse, making its tables, and holds it by a lease that is renewed
 * until it is closed. TransientError where another run holds it.
 */
export async function openSchemaState(session: SnowflakeSession, options: WarehouseStateOptions): Promise<StateStore> {
  const { schema } = options
  await createMissingTables(session, schema, tablesSql(schema))
  const lease = new Lease(session, options)
  await lease.take()
  return new SchemaState(session, options, lease)
}

class SchemaState implements StateStore {
  constructor(
    private readonly session: SnowflakeSession,
    private readonly options: WarehouseStateOptions,
    private readonly lease: Lease,
  ) {}

  async read(): Promise<ReadonlyMap<string, ModelState>> {
    const { schema, activation } = this.options
    const { rows } = await this.session.run({ sql: readStatesSql(schema), binds: [activation], what: 'the state' })
    return new Map(rows.map(([model, state]) => [model ?? '', JSON.parse(state ?? '{}') as ModelState]))
  }

  async write(model: string, state: ModelState): Promise<void> {
    const { schema, activation } = this.options
    const binds = [activation, model, JSON.stringify(state)]
    await this.session.run({ sql: writeStateSql(schema), binds, what: `the state of the model ${model}` })
  }

  differ(prepared: PreparedModel, options: DifferOptions): Differ {
    const { schema, activation } = this.options
    const { name: model } = prepared.model
    const plan = `PLAN_${sha256Hex(JSON.stringify([activation, model]))
      .slice(0, 16)
      .toUpperCase()}`
    return new PlanDiffer(this.session, { schema, plan, activation, model }, prepared, options)
  }

  close(): Promise<void> {
    return this.lease.release()
  }
}

/** Who may work on a state, and until when. */
class Lease {
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly session: SnowflakeSession,
    private readonly options: WarehouseStateOptions,
  ) {}

  async take(): Promise<void> {
    const { schema, activation, takeOver, leaseMinutes, onLost } = this.options
    await this.session.run(this.statement(makeLeaseSql(schema), [activation, activation]))
    await this.renew(takeOver)
    const holder = await this.otherHolder()
    if (holder !== undefined) {
      await this.release()
      throw new TransientError(
        `Another run (${holder}) holds the state in ${schema}. Wait for it, or take the state from it with --take-over if it is gone.`,
      )
    }
    const renew = async () => {
      await this.renew(false)
      if ((await this.otherHolder()) === undefined) return
      onLost(new TransientError(`Another run took over the state in ${schema}; this one stops.`))
    }
    // A renewal that fails is tried again in time; what is written meanwhile still belongs to this run.
    this.timer = setInterval(() => void renew().catch(() => undefined), (leaseMinutes * 60_000) / RENEWALS)
    this.timer.unref()
  }

  async release(): Promise<void> {
    clearInterval(this.timer)
    const { schema, activation, run } = this.options
    // A lease that cannot be given back runs out.
    await this.session.run(this.statement(releaseLeaseSql(schema), [activation, run])).catch(() => undefined)
  }

  private async renew(force: boolean): Promise<void> {
    const { schema, activation, run, leaseMinutes } = this.options
    const binds = [run, Math.ceil(leaseMinutes * 60), activation]
    await this.session.run(this.statement(takeLeaseSql(schema, force), force ? binds : [...binds, run]))
  }

  /** `run until`, where it is not this run; two runs that began at once may have made two rows. */
  private async otherHolder(): Promise<string | undefined> {
    const { schema, activation, run } = this.options
    const { rows } = await this.session.run(this.statement(readLeaseSql(schema), [activation]))
    const other = rows.find(([holder]) => holder !== run)
    return other && `${other[0] ?? ''}, until ${other[1] ?? ''}`
  }

  private statement(sql: string, binds: readonly (string | number)[]): Statement {
    return { sql, binds, what: `the lease of the state in ${this.options.schema}` }
  }
}
