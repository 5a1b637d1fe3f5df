import { randomUUID } from 'node:crypto'
import { DuckDBInstance, type DuckDBConnection, type DuckDBResultReader, type DuckDBType } from '@duckdb/node-api'
import { MACROS, toDuckdb } from './dialect'
import type { StandInSession } from './session'

/** A column as the protocol says it. */
export interface RowType {
  readonly name: string
  readonly type: string
  readonly precision: number | null
  readonly scale: number | null
  readonly length: null
  readonly byteLength: null
  readonly nullable: true
}

/** A result that was made and stays, as Snowflake keeps one for a day. */
export interface StoredResult {
  readonly queryId: string
  readonly rowTypes: readonly RowType[]
  readonly rows: number
  readonly table: string | undefined
  /** The reply of a statement that changes something. */
  readonly inline: readonly (readonly (string | null)[])[]
}

export type Bind = string | null

const DML = /^(INSERT|UPDATE|MERGE|DELETE)\b/
const QUIET = /^(CREATE|DROP|ALTER)\b/
/** Results kept: enough for every test, few enough for a benchmark. */
const KEPT = 20

/** Executes statements on an embedded DuckDB and keeps their results. */
export class Results {
  private readonly stored = new Map<string, StoredResult>()
  /** Results without a table, which never displace one that is being read. */
  private readonly storedInline = new Map<string, StoredResult>()
  private count = 0

  private constructor(
    private readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
  ) {}

  static async open(): Promise<Results> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
    const connection = await instance.connect()
    for (const macro of MACROS) await connection.run(macro)
    await connection.run("SET TimeZone = 'UTC'")
    await connection.run('CREATE SCHEMA kept_results')
    return new Results(instance, connection)
  }

  close(): void {
    this.connection.closeSync()
    this.instance.closeSync()
  }

  find(queryId: string): StoredResult | undefined {
    return this.stored.get(queryId) ?? this.storedInline.get(queryId)
  }

  async describe(sql: string, session: StandInSession): Promise<readonly RowType[]> {
    const statement = await this.connection.prepare(toDuckdb(sql))
    const types = Array.from({ length: statement.columnCount }, (_, index) =>
      rowType(session.columnName(statement.columnName(index)), statement.columnType(index)),
    )
    statement.destroySync()
    return types
  }

  async run(sql: string, binds: readonly Bind[], session: StandInSession): Promise<StoredResult> {
    const own = session.apply(sql)
    if (own !== undefined) {
      const rowTypes = own.map((_, index) => rowType(`C${index}`, undefined))
      return this.keepInline({ queryId: randomUUID(), rowTypes, rows: 1, table: undefined, inline: [own] })
    }
    await this.connection.run(`SET TimeZone = '${session.zone}'`)
    const isUndone = DML.test(sql) && !session.commits
    if (isUndone) await this.connection.run('BEGIN')
    try {
      return await this.execute(sql, binds, session)
    } finally {
      if (isUndone) await this.connection.run('ROLLBACK')
      await this.connection.run("SET TimeZone = 'UTC'")
    }
  }

  private async execute(sql: string, binds: readonly Bind[], session: StandInSession): Promise<StoredResult> {
    const queryId = randomUUID()
    const translated = toDuckdb(sql)
    if (QUIET.test(sql) || DML.test(sql)) {
      const reader = await this.connection.runAndReadAll(translated, [...binds])
      const changed = DML.test(sql) ? firstCell(reader) || '0' : 'Statement executed successfully.'
      const type = rowType(DML.test(sql) ? 'number of rows changed' : 'status', undefined)
      return this.keepInline({ queryId, rowTypes: [type], rows: 1, table: undefined, inline: [[changed]] })
    }
    const table = `kept_results.r${++this.count}`
    const statement = await this.connection.prepare(translated)
    const rowTypes = Array.from({ length: statement.columnCount }, (_, index) =>
      rowType(session.columnName(statement.columnName(index)), statement.columnType(index)),
    )
    statement.destroySync()
    const names = rowTypes.map((_, index) => `c${index}`).join(', ')
    await this.connection.run(`CREATE TABLE ${table}(${names}) AS ${translated}`, [...binds])
    if (session.maxRows < Infinity) await this.connection.run(`DELETE FROM ${table} WHERE rowid >= ${session.maxRows}`)
    const counted = await this.connection.runAndReadAll(`SELECT COUNT(*) FROM ${table}`)
    return this.keep({ queryId, rowTypes, rows: Number(firstCell(counted)), table, inline: [] })
  }

  /** The rows from `start` on, as the protocol writes a chunk: JSON arrays without the outer brackets. */
  async fragment({ table, rowTypes }: StoredResult, start: number, count: number): Promise<string> {
    if (table === undefined || count === 0) return ''
    const cells = rowTypes.map((type, index) => cellSql(type, `c${index}`)).join(', ')
    const reader = await this.connection.runAndReadAll(
      `SELECT string_agg(to_json(list_value(${cells}))::VARCHAR, ',') FROM ` +
        `(SELECT * FROM ${table} WHERE rowid >= ${start} AND rowid < ${start + count} ORDER BY rowid)`,
    )
    return firstCell(reader)
  }

  private keepInline(result: StoredResult): StoredResult {
    this.storedInline.set(result.queryId, result)
    const [oldest] = this.storedInline.keys()
    if (this.storedInline.size > KEPT && oldest !== undefined) this.storedInline.delete(oldest)
    return result
  }

  private async keep(result: StoredResult): Promise<StoredResult> {
    this.stored.set(result.queryId, result)
    const [oldest] = this.stored.values()
    if (this.stored.size > KEPT && oldest !== undefined) {
      this.stored.delete(oldest.queryId)
      if (oldest.table !== undefined) await this.connection.run(`DROP TABLE ${oldest.table}`)
    }
    return result
  }
}

function firstCell(reader: DuckDBResultReader | undefined): string {
  const cell = reader?.getRowsJson()[0]?.[0]
  return typeof cell === 'string' ? cell : ''
}

function rowType(name: string, type: DuckDBType | undefined): RowType {
  const rest = { length: null, byteLength: null, nullable: true } as const
  const text = type === undefined ? 'VARCHAR' : (type.alias ?? String(type))
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(text)
  if (decimal !== null)
    return { name, type: 'fixed', precision: Number(decimal[1]), scale: Number(decimal[2]), ...rest }
  if (/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(text))
    return { name, type: 'fixed', precision: 38, scale: 0, ...rest }
  const kind = KINDS.find(([pattern]) => pattern.test(text))?.[1] ?? 'text'
  return { name, type: kind, precision: null, scale: /time/.test(kind) ? 9 : null, ...rest }
}

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/\[\d*\]$/, 'array'],
  [/^(STRUCT|MAP)/, 'object'],
  [/^JSON$/, 'variant'],
  [/^(DOUBLE|FLOAT)$/, 'real'],
  [/^BOOLEAN$/, 'boolean'],
  [/^DATE$/, 'date'],
  [/^TIME$/, 'time'],
  [/^TIMESTAMP WITH TIME ZONE$/, 'timestamp_ltz'],
  [/^TIMESTAMP/, 'timestamp_ntz'],
  [/^BLOB$/, 'binary'],
]

/** A cell as text, as the protocol writes its type. */
function cellSql({ type }: RowType, column: string): string {
  switch (type) {
    case 'date':
      return `(${column} - DATE '1970-01-01')::VARCHAR`
    case 'timestamp_ntz':
    case 'timestamp_ltz':
      return `printf('%d.%06d000', epoch_us(${column}) // 1000000, epoch_us(${column}) % 1000000)`
    case 'time':
      return `printf('%d.%06d000', epoch_us(${column}) // 1000000, epoch_us(${column}) % 1000000)`
    case 'binary':
      return `hex(${column})`
    case 'variant':
    case 'object':
    case 'array':
      return `to_json(${column})::VARCHAR`
    default:
      return `${column}::VARCHAR`
  }
}
