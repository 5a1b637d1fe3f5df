import { newCounts, type Change, type Differ, type Kept, type OldRow, type Removal, type RowChange } from '../changes'
import { dataReader, type RawValue } from '../column'
import { keptReader } from '../kept-values'
import type { PreparedModel } from '../prepared-model'
import { damagedState } from '../state-record'
import type { DifferOptions } from '../state-store'
import type { RowBatches } from '../warehouse'
import {
  commitSql,
  dropPlanSql,
  dropRejectedSql,
  ensurePlanSql,
  keyCountsSql,
  planCountsSql,
  planRowsSql,
  planSql,
  recoverSql,
  refreshSql,
  snapshotCountSql,
  type Plan,
} from './plan-sql'
import type { SnowflakeSession } from './session'

/** Cells of a planned row before those of the model. */
const PLAN_CELLS = 7

const REASONS: Readonly<Record<string, Removal['reason']>> = { D: 'gone', M: 'present', X: 'unknown' }

/** What the state of the schema does for a plan. */
export interface PlanStore {
  /** The table of a plan that an earlier run did not finish. */
  readonly unfinished: string | undefined
  /** Stores that a plan of this name may exist, or that none does. */
  record(table: string | undefined): Promise<void>
  /** TransientError if another run has taken the lease. Called when a statement changed fewer rows than it should. */
  verifyHeld(): Promise<void>
}

/**
 * Finds changes in the warehouse itself: a plan of them is created there, only they are read, and what is acknowledged moves
 * from the plan to the snapshot. A plan belongs to one run. The next run marks what an unfinished plan may have sent.
 */
export class PlanDiffer implements Differ {
  readonly counts = newCounts()
  readonly changesAtOnce = 50_000
  private readonly readOld: (keptJson: RawValue | undefined, pk: string, run: RawValue | undefined) => OldRow
  private committedSeq = 0

  constructor(
    private readonly session: SnowflakeSession,
    private readonly plan: Plan,
    private readonly store: PlanStore,
    private readonly prepared: PreparedModel,
    private readonly options: DifferOptions,
  ) {
    const readKept = keptReader(prepared.kept, prepared.key)
    this.readOld = (keptJson, pk, run) => ({ kept: readKept(this.parseKept(keptJson), pk).data, run: run ?? '' })
  }

  async *changes(): AsyncGenerator<readonly RowChange[], void, void> {
    const { columns } = this.prepared
    await this.recover()
    await this.makePlan()
    const readData = dataReader(columns, PLAN_CELLS)
    for await (const batch of this.read('rows')) {
      this.options.onRead(batch.length)
      yield batch.map((cells): RowChange => {
        const [seq, pk, op, hash, kept, oldKept, oldRun] = cells
        return {
          kind: 'row',
          seq: Number(seq),
          pk: pk ?? '',
          hash: hash ?? '',
          data: readData(cells),
          kept: this.parseKept(kept),
          old: op === 'A' ? undefined : this.readOld(oldKept, pk ?? '', oldRun),
        }
      })
    }
  }

  async *removals(): AsyncGenerator<readonly Removal[], void, void> {
    const { removed, moved, forgotten } = this.counts
    if (removed + moved + forgotten === 0) return
    for await (const batch of this.read('gone')) {
      yield batch.map(([seq, pk, op, , , oldKept, oldRun]): Removal => {
        const reason = REASONS[op ?? ''] ?? 'unknown'
        return { kind: 'removal', seq: Number(seq), pk: pk ?? '', old: this.readOld(oldKept, pk ?? '', oldRun), reason }
      })
    }
  }

  /** The plan says what may have been sent. */
  announce(): Promise<void> {
    return Promise.resolve()
  }

  async acknowledge(changes: readonly Change[], lastSeq: number, rejected: readonly Change[]): Promise<void> {
    const seqs = JSON.stringify(rejected.map(({ seq }) => seq))
    const affected = await this.change(commitSql(this.plan), 'the commit of', [this.committedSeq, lastSeq, seqs])
    if (affected < changes.length - rejected.length) await this.store.verifyHeld()
    this.committedSeq = lastSeq
    if (rejected.length > 0) await this.change(dropRejectedSql(this.plan), 'the rejected rows of', [seqs])
  }

  async finish(): Promise<void> {
    await this.change(dropPlanSql(this.plan), 'the end of')
    await this.store.record(undefined)
  }

  /** Marks what an earlier run may have sent and did not store, then drops its plan. */
  private async recover(): Promise<void> {
    const { unfinished } = this.store
    if (unfinished === undefined) return
    const other: Plan = { ...this.plan, table: unfinished }
    await this.change(ensurePlanSql(other), 'the unfinished plan of')
    await this.change(recoverSql(other, this.prepared.removed !== undefined), 'the unfinished plan of')
    await this.store.verifyHeld()
    await this.change(dropPlanSql(other), 'the unfinished plan of')
  }

  private async makePlan(): Promise<void> {
    const { counts, plan, prepared, options } = this
    await this.store.record(plan.table)
    await this.change(planSql(plan, prepared, options.comparison), 'the plan of')
    const found = new Map(
      (await this.run(planCountsSql(plan), 'the counts of')).map(([op, count]) => [op, Number(count)]),
    )
    const countOf = (op: string) => found.get(op) ?? 0
    const [keys = []] = await this.run(keyCountsSql(prepared), 'the keys of')
    const [all = 0, present = 0, distinct = 0] = keys.map(Number)
    const [known] = await this.run(snapshotCountSql(plan.schema), 'the snapshot of', [plan.activation, plan.model])
    Object.assign(counts, {
      rows: distinct,
      added: countOf('A'),
      changed: countOf('U'),
      resent: countOf('S'),
      refreshed: countOf('R'),
      removed: countOf('D'),
      moved: countOf('M'),
      forgotten: countOf('X'),
      nullKeys: all - present,
      repeatedKeys: present - distinct,
      known: Number(known?.[0] ?? 0),
    })
    if (counts.refreshed > 0) {
      const affected = await this.change(refreshSql(plan), 'the refreshed rows of')
      if (affected < counts.refreshed) await this.store.verifyHeld()
    }
  }

  private async *read(part: 'rows' | 'gone'): RowBatches {
    const { model, columns } = this.prepared
    const statement = {
      sql: planRowsSql(this.plan, columns.length, part),
      what: `the changes of the model ${model.name}`,
      ...(part === 'rows' ? { onRows: this.options.onRows } : {}),
    }
    try {
      yield* this.session.stream(statement)
    } catch (thrown) {
      throw await this.explain(thrown)
    }
  }

  /** A run that took the lease has dropped the plan. That is said instead of what failed. */
  private async explain(thrown: unknown): Promise<unknown> {
    await this.store.verifyHeld()
    return thrown
  }

  /** The number of rows that a statement changed: the driver returns one row with one or more counts. */
  private async change(sql: string, what: string, binds: readonly (string | number)[] = []): Promise<number> {
    const [counts = []] = await this.run(sql, what, binds)
    return counts.reduce((sum, count) => sum + (Number(count) || 0), 0)
  }

  private async run(
    sql: string,
    what: string,
    binds: readonly (string | number)[] = [],
  ): Promise<readonly (readonly RawValue[])[]> {
    const statement = { sql, binds, what: `${what} the model ${this.prepared.model.name}` }
    try {
      return (await this.session.run(statement)).rows
    } catch (thrown) {
      throw await this.explain(thrown)
    }
  }

  private parseKept(json: RawValue | undefined): Kept {
    if (json === null || json === undefined) return {}
    try {
      return JSON.parse(json) as Kept
    } catch {
      throw damagedState(
        `The snapshot of the model ${this.plan.model} in ${this.plan.schema}.SNAPSHOT`,
        'KEPT of a row is not JSON',
        `Fix: restore the table, or run DELETE FROM ${this.plan.schema}.SNAPSHOT WHERE MODEL = '${this.plan.model}'. Then every row is sent again.`,
      )
    }
  }
}
