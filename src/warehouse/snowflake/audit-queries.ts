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
import type { AuditFigures, AuditQuestion, Measured } from '../audit'
import type { RawValue } from '../column'
import type { SnowflakeSession } from './session'

/** Columns a statement: a wide model asks some five thousand aggregates. */
const COLUMNS_PER_STATEMENT = 30

/** Inspects a model inside the warehouse: every statement returns one row of figures. */
export async function auditModel(session: SnowflakeSession, question: AuditQuestion): Promise<AuditFigures> {
  const { relation, columns, identifiers, idAndEmail, ages, key } = question
  const groups = Math.max(1, Math.ceil(columns.length / COLUMNS_PER_STATEMENT))
  const steps = groups + identifiers.length + (idAndEmail ? 1 : 0) + (ages ? 1 : 0) + (key.length > 0 ? 1 : 0) + 1
  let done = 0
  const ask = async (sql: string): Promise<readonly RawValue[]> => {
    const { rows } = await session.run({ sql, what: `the audit of ${question.what}` })
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

function named(figures: Figures, cells: readonly RawValue[]): Measured {
  return Object.fromEntries(Object.keys(figures).map((name, index) => [name, cells[index] ?? null]))
}

/** Zero where there is nothing to count. */
function numberOf(cell: RawValue | undefined): number {
  const number = Number(cell ?? 0)
  return Number.isFinite(number) ? number : 0
}

/** A role may be refused what concerns the account: then the zone stays unknown. */
async function accountZone(ask: (sql: string) => Promise<readonly RawValue[]>): Promise<string | undefined> {
  try {
    // Columns: key, value, default, level, description, type.
    return (await ask(ACCOUNT_ZONE_SQL))[1] ?? undefined
  } catch {
    return undefined
  }
}
