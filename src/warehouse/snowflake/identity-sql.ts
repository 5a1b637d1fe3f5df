import type { Identity, IdentityColumn } from '../identity'
import type { PreparedModel } from '../prepared-model'
import { keyPart, quoteText, SEPARATOR_SQL, textOf } from './model-sql'

/** One expression for each alternative of an identity: its text, or NULL if one of its columns has no value. */
type Alternatives = readonly string[]

/** Of the rows of the model. */
export function identitiesOfModel({ alternatives }: Identity): Alternatives {
  return alternatives.map((columns) => identityText(columns, ({ column }) => keyPart(column, textOf(column))))
}

/** Of delivered rows: from what was kept of them, or else from their key. */
export function identitiesOfSnapshot({ alternatives }: Identity, { key }: PreparedModel): Alternatives {
  return alternatives.map((columns) =>
    identityText(columns, ({ column: { name } }) => {
      const kept = `GET(PARSE_JSON(KEPT), ${quoteText(name)})::VARCHAR`
      const index = key.findIndex((one) => one.name === name)
      if (index < 0) return kept
      return `COALESCE(${kept}, ${key.length === 1 ? 'PK' : `SPLIT_PART(PK, ${SEPARATOR_SQL}, ${index + 1})`})`
    }),
  )
}

function identityText(columns: readonly IdentityColumn[], textFor: (one: IdentityColumn) => string): string {
  const parts = columns.map((one) => canonical(one, textFor(one)))
  const kinds = columns.map(({ kind }) => kind).join(',')
  return [quoteText(kinds), ...parts].join(` || ${SEPARATOR_SQL} || `)
}

/** As `identityPart` in ../identity.ts. */
function canonical({ column, kind }: IdentityColumn, text: string): string {
  if (kind === 'email') return `NULLIF(LOWER(TRIM(${text})), '')`
  if (column.kind === 'decimal') return `IFF(POSITION('.' IN ${text}) > 0, RTRIM(RTRIM(${text}, '0'), '.'), ${text})`
  return `NULLIF(${text}, '')`
}
