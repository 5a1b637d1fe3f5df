import {
  ACCOUNT_ZONE_SQL,
  agesSql,
  figuresOf,
  figuresSql,
  identifierFigures,
  keysSql,
  sharedEmailsSql,
  type Figures,
} from './audit-sql'
import type { Warehouse } from './connection'
import type { Cell, Column } from './column-types'

/** Columns a statement: a wide model asks some five thousand aggregates. */
const COLUMNS_PER_STATEMENT = 30

/** Figures of one column by name; null where there is none, such as the smallest of no value. */
export type Measured = Readonly<Record<string, Cell>>

export interface AuditQuestion {
  readonly relation: string
  /** Names the model for messages. */
  readonly what: string
  readonly columns: readonly Column[]
  /** Columns that identify the person, the first one first. */
  readonly identifiers: readonly { readonly column: Column; readonly isEmail: boolean }[]
  /** An id and an e-mail of one person, where the model has both. */
  readonly idAndEmail: { readonly id: Column; readonly email: Column } | undefined
  /** When an event happened, and the moments (unix seconds) at or after which events are counted. */
  readonly ages: { readonly column: Column; readonly momentsS: readonly number[] } | undefined
  /** The key of an event. */
  readonly key: readonly Column[]
  readonly onStep: (done: number, of: number) => void
}

export interface AuditFigures {
  readonly rows: number
  readonly columns: ReadonlyMap<string, Measured>
  readonly identifiers: readonly Measured[]
  /** E-mails that come with more than one id, and how many ids those have. */
  readonly sharedEmails: { readonly emails: number; readonly ids: number } | undefined
  /** Events with a time, and those at or after each moment. */
  readonly ages: { readonly timed: number; readonly since: readonly number[] } | undefined
  readonly keys: { readonly whole: number; readonly distinct: number } | undefined
  /** The account's time zone; undefined where the role may not see it. */
  readonly accountZone: string | undefined
}

/** Inspects a model inside the warehouse: every statement returns one row of figures. */
export async function auditModel(warehouse: Warehouse, question: AuditQuestion): Promise<AuditFigures> {
  const { relation, columns, identifiers, idAndEmail, ages, key } = question
  const groups = Math.max(1, Math.ceil(columns.length / COLUMNS_PER_STATEMENT))
  const steps = groups + identifiers.length + (idAndEmail ? 1 : 0) + (ages ? 1 : 0) + (key.length > 0 ? 1 : 0) + 1
  let done = 0
  const ask = async (sql: string): Promise<readonly Cell[]> => {
    const { rows } = await warehouse.run({ sql, what: `the audit of ${question.what}` })
    question.onStep(++done, steps)
    return rows[0] ?? []
  }
  const measured = new Map<string, Measured>()
  let rows = 0
  for (let group = 0; group < groups; group++) {
    const some = columns.slice(group * COLUMNS_PER_STATEMENT, (group + 1) * COLUMNS_PER_STATEMENT)
    const figures = some.map(figuresOf)
    const [all, ...cells] = await ask(
      figuresSql(
        relation,
        figures.flatMap((one) => Object.values(one)),
      ),
    )
    rows = numberOf(all)
    let at = 0
    some.forEach(({ name }, index) => {
      const asked = figures[index] as Figures
      measured.set(name, named(asked, cells.slice(at)))
      at += Object.keys(asked).length
    })
  }
  const asked: Measured[] = []
  for (const { column, isEmail } of identifiers) {
    const figures = identifierFigures(column, isEmail)
    const [, ...cells] = await ask(figuresSql(relation, Object.values(figures)))
    asked.push(named(figures, cells))
  }
  const shared = idAndEmail && (await ask(sharedEmailsSql(relation, idAndEmail.email, idAndEmail.id)))
  const aged = ages && (await ask(agesSql(relation, ages.column, ages.momentsS)))
  const keyed = key.length > 0 ? await ask(keysSql(relation, key)) : undefined
  return {
    rows,
    columns: measured,
    identifiers: asked,
    sharedEmails: shared && { emails: numberOf(shared[0]), ids: numberOf(shared[1]) },
    ages: aged && { timed: numberOf(aged[0]), since: aged.slice(1).map(numberOf) },
    keys: keyed && { whole: numberOf(keyed[1]), distinct: numberOf(keyed[2]) },
    accountZone: await accountZone(ask),
  }
}

function named(figures: Figures, cells: readonly Cell[]): Measured {
  return Object.fromEntries(Object.keys(figures).map((name, index) => [name, cells[index] ?? null]))
}

/** Zero where there is nothing to count. */
function numberOf(cell: Cell | undefined): number {
  const number = Number(cell ?? 0)
  return Number.isFinite(number) ? number : 0
}

/** A role may be refused what concerns the account: then the zone stays unknown. */
async function accountZone(ask: (sql: string) => Promise<readonly Cell[]>): Promise<string | undefined> {
  try {
    // Columns: key, value, default, level, description, type.
    return (await ask(ACCOUNT_ZONE_SQL))[1] ?? undefined
  } catch {
    return undefined
  }
}
