import { sha256Hex } from '../../lib/hash'
import { isObject } from '../../lib/is-object'
import type { Differ } from '../changes'
import type { PreparedModel } from '../prepared-model'
import { parseState } from '../state-record'
import type { DifferOptions, ModelState, StateStore, WarehouseStateOptions } from '../state-store'
import { Lease } from './lease'
import { PlanDiffer, type PlanStore } from './plan-diff'
import { dropPlanSql } from './plan-sql'
import type { SnowflakeSession } from './session'
import { forgetSql, readStatesSql, tablesSql, writeStateSql, type Holder } from './state-sql'
import { createMissingTables } from './state-tables'

/**
 * Opens the state of an activation in a schema of the warehouse, creates its tables, and holds it by a lease that is renewed
 * until the state is closed. TransientError if another run holds it.
 */
export async function openSchemaState(session: SnowflakeSession, options: WarehouseStateOptions): Promise<StateStore> {
  await createMissingTables(session, options.schema, tablesSql(options.schema))
  const lease = new Lease(session, options)
  await lease.take()
  return new SchemaState(session, options, lease)
}

/** What is stored of a model: its state once a run has finished, and the table of a plan that may be unfinished. */
interface StoredModel {
  readonly state: ModelState | undefined
  readonly plan: string | undefined
}

class SchemaState implements StateStore {
  private readonly stored = new Map<string, StoredModel>()
  private readonly holder: Holder

  constructor(
    private readonly session: SnowflakeSession,
    private readonly options: WarehouseStateOptions,
    private readonly lease: Lease,
  ) {
    this.holder = options
  }

  async read(): Promise<ReadonlyMap<string, ModelState>> {
    const { schema, activation } = this.options
    const { rows } = await this.session.run({ sql: readStatesSql(schema), binds: [activation], what: 'the state' })
    this.stored.clear()
    for (const [model, state] of rows) this.stored.set(model ?? '', this.parse(model ?? '', state ?? ''))
    const states = new Map<string, ModelState>()
    for (const [model, { state }] of this.stored) if (state !== undefined) states.set(model, state)
    return states
  }

  write(model: string, state: ModelState): Promise<void> {
    return this.store(model, { state, plan: this.stored.get(model)?.plan })
  }

  async forgetRows(model: string): Promise<void> {
    const { activation } = this.options
    const sql = forgetSql(this.holder, 'SNAPSHOT')
    await this.session.run({ sql, binds: [activation, model], what: `the snapshot of the model ${model}` })
    const plan = this.stored.get(model)?.plan
    if (plan !== undefined) {
      await this.session.run({
        sql: dropPlanSql({ ...this.holder, table: plan }),
        what: `the plan of the model ${model}`,
      })
      await this.store(model, { state: this.stored.get(model)?.state, plan: undefined })
    }
    await this.lease.verify()
  }

  async forget(model: string): Promise<void> {
    await this.forgetRows(model)
    const { activation } = this.options
    const sql = forgetSql(this.holder, 'STATES')
    await this.session.run({ sql, binds: [activation, model], what: `the state of the model ${model}` })
    this.stored.delete(model)
  }

  differ(prepared: PreparedModel, options: DifferOptions): Differ {
    const { name: model } = prepared.model
    const plan = { ...this.holder, model, table: this.planTable(model) }
    const stored = this.stored.get(model)
    const store: PlanStore = {
      unfinished: stored?.plan,
      record: (table) => this.store(model, { state: this.stored.get(model)?.state, plan: table }),
      verifyHeld: () => this.lease.verify(),
    }
    return new PlanDiffer(this.session, plan, store, prepared, options)
  }

  assertHeld(): Promise<void> {
    return this.lease.assertHeld()
  }

  close(): Promise<void> {
    return this.lease.release()
  }

  /** A name that no other model and no other run has. */
  private planTable(model: string): string {
    const { activation, run } = this.options
    const names = sha256Hex(JSON.stringify([activation, model])).slice(0, 16)
    return `PLAN_${names}_${run.replace(/\W/g, '_')}`.toUpperCase()
  }

  private async store(model: string, { state, plan }: StoredModel): Promise<void> {
    const text = JSON.stringify({ ...state, ...(plan === undefined ? {} : { plan }) })
    const { rows } = await this.session.run({
      sql: writeStateSql(this.holder),
      binds: [this.options.activation, model, text],
      what: `the state of the model ${model}`,
    })
    const written = (rows[0] ?? []).reduce((sum, count) => sum + (Number(count) || 0), 0)
    if (written === 0) await this.lease.verify()
    this.stored.set(model, { state, plan })
  }

  private parse(model: string, text: string): StoredModel {
    const { schema, activation } = this.options
    const where = `The state of the model ${model} in ${schema}.STATES`
    const wayOut =
      `Fix: restore the table, or delete its row with SYNC_ID = '${activation}' and MODEL = '${model}', and the rows of ` +
      `${schema}.SNAPSHOT with the same values. Then every row of the model is sent again.`
    const plan = planIn(text)
    const isPlanOnly = plan !== undefined && !text.includes('"contract"')
    return { state: isPlanOnly ? undefined : withoutPlan(parseState(text, where, wayOut)), plan }
  }
}

/** The name of a plan in a stored state; undefined also for a state that is damaged. */
function planIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const plan = isObject(value) ? value['plan'] : undefined
    return typeof plan === 'string' ? plan : undefined
  } catch {
    return undefined
  }
}

function withoutPlan(state: ModelState): ModelState {
  return Object.fromEntries(Object.entries(state).filter(([name]) => name !== 'plan')) as unknown as ModelState
}
