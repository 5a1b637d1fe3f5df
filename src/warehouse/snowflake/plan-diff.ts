import { newCounts, type Change, type Differ, type Kept } from '../changes'
import { dataReader, type Cell } from '../column'
import { keptReader } from '../kept-values'
import type { PreparedModel } from '../prepared-model'
import { removalProblem } from '../removals'
import type { DifferOptions } from '../state-store'
import type { SnowflakeSession } from './session'
import {
  commitSql,
  dropPlanSql,
  keyCountsSql,
  planCountsSql,
  planRowsSql,
  planSql,
  snapshotCountSql,
  type Named,
} from './state-sql'

/** Columns of a planned row before those of the model. */
const PLAN_COLUMNS = 7

/**
 * Finds what changed in the warehouse itself: a plan of the changes is made there and frozen, only they are read, and what
 * was acknowledged moves from the plan to the snapshot. A run that dies leaves the snapshot of what it had acknowledged.
 */
export class PlanDiffer implements Differ {
  readonly counts = newCounts()
  readonly changesAtOnce = 50_000
  private committedSeq = 0

  constructor(
    private readonly session: SnowflakeSession,
    private readonly named: Named,
    private readonly prepared: PreparedModel,
    private readonly options: DifferOptions,
  ) {}

  async *changes(): AsyncGenerator<readonly Change[], void, void> {
    const { model, columns, kept } = this.prepared
    await this.plan()
    const problem = removalProblem(model.name, this.counts, this.options.maxRemovedPercent)
    if (problem !== undefined) throw problem
    const readData = dataReader(columns, PLAN_COLUMNS)
    const readKept = keptReader(kept)
    const statement = {
      sql: planRowsSql(this.named, columns.length),
      what: `the changes of the model ${model.name}`,
      onRows: this.options.onRows,
    }
    for await (const batch of this.session.stream(statement)) {
      this.options.onRead(batch.length)
      yield batch.map((cells): Change => {
        const [seq, pk, op, hash, keptJson, oldKept, oldRun] = cells
        return {
          seq: Number(seq),
          pk: pk ?? '',
          hash: hash ?? '',
          data: op === 'D' ? undefined : readData(cells),
          kept: parseKept(keptJson),
          old: op === 'A' ? undefined : { kept: readKept(parseKept(oldKept)), run: oldRun ?? '' },
        }
      })
    }
  }

  async acknowledge(_: readonly Change[], lastSeq: number, rejected: readonly Change[]): Promise<void> {
    const seqs = JSON.stringify(rejected.map(({ seq }) => seq))
    await this.run(commitSql(this.named, this.options.run), 'the commit of', [this.committedSeq, lastSeq, seqs])
    this.committedSeq = lastSeq
  }

  async finish(): Promise<void> {
    await this.run(dropPlanSql(this.named), 'the end of')
  }

  private async plan(): Promise<void> {
    const { counts, named, prepared } = this
    await this.run(planSql(named, prepared), 'the plan of')
    for (const [op, count] of await this.run(planCountsSql(named), 'the counts of')) {
      if (op === 'A') counts.added = Number(count)
      else if (op === 'U') counts.changed = Number(count)
      else counts.removed = Number(count)
    }
    const [keys = []] = await this.run(keyCountsSql(prepared), 'the keys of')
    const [all, present, distinct] = keys.map(Number)
    counts.rows = distinct ?? 0
    counts.nullKeys = (all ?? 0) - (present ?? 0)
    counts.repeatedKeys = (present ?? 0) - (distinct ?? 0)
    const [known] = await this.run(snapshotCountSql(named.schema), 'the snapshot of', [named.activation, named.model])
    counts.known = Number(known?.[0] ?? 0)
  }

  private async run(
    sql: string,
    what: string,
    binds: readonly (string | number)[] = [],
  ): Promise<readonly (readonly Cell[])[]> {
    const { rows } = await this.session.run({ sql, binds, what: `${what} the model ${this.prepared.model.name}` })
    return rows
  }
}

function parseKept(json: Cell | undefined): Kept {
  return json === null || json === undefined ? {} : (JSON.parse(json) as Kept)
}
