import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { gunzipSync, gzip } from 'node:zlib'
import { refusalOf, type User } from './login'
import { Results, type Bind, type RowType, type StoredResult } from './results'
import { StandInSession } from './session'
import { templateOf } from './templates'

const compress = promisify(gzip)

/** What goes wrong, the next so many times that it can. */
type Fault =
  | 'login_html'
  | 'login_503'
  | 'login_hang'
  /** The login succeeds, with nothing in its reply. */
  | 'login_empty'
  /** ALTER SESSION is refused. */
  | 'alter_refused'
  | 'alter_hang'
  /** A statement that reads a model runs until it is canceled. */
  | 'model_hang'
  /** The reply to a statement that reads a model has no columns. */
  | 'model_malformed'
  /** A cancellation is not answered, and cancels nothing. */
  | 'cancel_hang'
  /** The end of a session is not answered. */
  | 'logout_hang'
  | 'query_503'
  | 'query_html'
  | 'query_hang'
  | 'session_expired'
  /** The first reply says that the query still runs. */
  | 'slow_start'
  | 'chunk_reset'
  /** A chunk lacks its last rows. */
  | 'chunk_short'
  | 'chunk_empty'
  /** A chunk ends in the middle of a row. */
  | 'chunk_cut'
  /** The reply announces more rows than there are in it and in its chunks. */
  | 'result_short'

export interface WarehouseOptions {
  readonly account?: string
  readonly users?: readonly User[]
  /** Rows in the reply itself. */
  readonly inlineRows?: number
  readonly chunkRows?: number
  /** Answers statements that follow none of the templates too. */
  readonly anySql?: boolean
}

interface RunStatement {
  /** The template that it follows. */
  readonly template: string
  readonly sql: string
}

/** An error that Snowflake replies with. */
export interface Refusal {
  readonly code: string
  readonly message?: string
  readonly sqlState?: string
}

export interface WarehouseServer {
  readonly url: string
  readonly account: string
  /** Every statement that was executed, in order. */
  readonly statements: RunStatement[]
  /** Runs DuckDB's SQL directly: to make models. Resolves to the rows. */
  sql(text: string): Promise<unknown[][]>
  inject(fault: Fault, times?: number): void
  /** Refuses the next `times` logins or statements that read a model. */
  refuse(what: 'login' | 'model', refusal: Refusal, times?: number): void
  /** Describes each column of this name with a type that DuckDB does not have. */
  declareType(column: string, type: string): void
  /** The addresses of chunks that were given out stop working; new ones can be had. */
  expireChunks(): void
  /** All addresses work again: the driver goes on asking for one that it was refused, for minutes. */
  reviveChunks(): void
  /** Connections that are open. */
  connections(): Promise<number>
  /** The number of requests to cancel a statement. */
  readonly cancellations: number
  /** The number of sessions that were ended. */
  readonly logouts: number
  /** Called for each login. */
  onLogin: (() => void) | undefined
  /** Called before each statement is executed, so that a test can kill a process there. */
  onStatement: ((statement: RunStatement) => void) | undefined
  stop(): Promise<void>
}

export const PASSWORD_USER: User = { name: 'CIO_SYNC', password: 'stand-in-password' }
const DEFAULTS = { account: 'myorg-standin', inlineRows: 100, chunkRows: 10_000, users: [PASSWORD_USER] } as const

/** Templates that change the session. */
const ALTERS: ReadonlySet<string> = new Set(['session', 'chunk_size'])
/** Templates that read a model for as long as it takes. */
const READS_MODEL: ReadonlySet<string> = new Set(['rows', 'cursor', 'diff', 'plan', 'audit_figures'])

/** Parameters that the driver needs in every reply. */
const PARAMETERS = [
  { name: 'TIMEZONE', value: 'UTC' },
  { name: 'BINARY_OUTPUT_FORMAT', value: 'HEX' },
  { name: 'DATE_OUTPUT_FORMAT', value: 'YYYY-MM-DD' },
  { name: 'TIME_OUTPUT_FORMAT', value: 'HH24:MI:SS' },
  { name: 'TIMESTAMP_OUTPUT_FORMAT', value: 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM' },
  { name: 'TIMESTAMP_NTZ_OUTPUT_FORMAT', value: 'YYYY-MM-DD HH24:MI:SS.FF3' },
  { name: 'TIMESTAMP_LTZ_OUTPUT_FORMAT', value: '' },
  { name: 'TIMESTAMP_TZ_OUTPUT_FORMAT', value: '' },
  { name: 'JS_TREAT_INTEGER_AS_BIGINT', value: false },
  { name: 'CLIENT_SESSION_KEEP_ALIVE', value: true },
]

/** Starts a stand-in for Snowflake on 127.0.0.1: the driver's protocol, over an embedded DuckDB. */
export async function startWarehouse(options: WarehouseOptions = {}): Promise<WarehouseServer> {
  const server = new StandIn(await Results.open(), options)
  await server.listen()
  return server
}

class StandIn implements WarehouseServer {
  readonly statements: RunStatement[] = []
  onStatement: ((statement: RunStatement) => void) | undefined
  onLogin: (() => void) | undefined
  cancellations = 0
  logouts = 0
  /** Statements that run until they are canceled. */
  private readonly hanging = new Set<ServerResponse>()
  private readonly server = createServer((request, response) => {
    // A client that went away breaks the request off.
    this.handle(request, response).catch(() => response.destroy())
  })
  private readonly declared = new Map<string, string>()
  private readonly refusals = new Map<string, { readonly refusal: Refusal; left: number }>()
  private readonly faults = new Map<Fault, number>()
  /** Of the chunk addresses that are given out now. */
  private generation = 0
  private oldestGeneration = 0
  private tokens = 0
  /** By session and master token. */
  private readonly sessions = new Map<string, StandInSession>()
  /** Statements run one after the other: they share a DuckDB connection. */
  private queue: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly results: Results,
    private readonly options: WarehouseOptions,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  get account(): string {
    return this.options.account ?? DEFAULTS.account
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(0, '127.0.0.1', resolve)
    })
  }

  sql(text: string): Promise<unknown[][]> {
    return this.inTurn(async () => (await this.results.connection.runAndReadAll(text)).getRowsJson())
  }

  inject(fault: Fault, times = 1): void {
    this.faults.set(fault, times)
  }

  refuse(what: 'login' | 'model', refusal: Refusal, times = 1): void {
    this.refusals.set(what, { refusal, left: times })
  }

  declareType(column: string, type: string): void {
    this.declared.set(column, type)
  }

  expireChunks(): void {
    this.oldestGeneration = ++this.generation
  }

  reviveChunks(): void {
    this.oldestGeneration = 0
  }

  connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
    })
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve())
      this.server.closeAllConnections()
    })
    await this.queue
    this.results.close()
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.queue.then(work)
    this.queue = done.catch(() => undefined)
    return done
  }

  private strikes(fault: Fault): boolean {
    const left = this.faults.get(fault) ?? 0
    if (left > 0) this.faults.set(fault, left - 1)
    return left > 0
  }

  private isRefused(what: 'login' | 'model', response: ServerResponse): boolean {
    const next = this.refusals.get(what)
    if (next === undefined || next.left <= 0) return false
    next.left--
    const { code, message = 'It cannot be done', sqlState } = next.refusal
    send(response, {
      success: false,
      code,
      message,
      data: { sqlState, queryId: '00000000-0000-0000-0000-000000000004' },
    })
    return true
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    const url = new URL(request.url ?? '/', this.url)
    const path = url.pathname
    if (path === '/session/v1/login-request') this.logIn(response, body)
    else if (path === '/queries/v1/query-request') await this.query(response, body, this.sessionOf(request))
    else if (path.startsWith('/chunks/')) await this.sendChunk(response, url)
    else if (path === '/session/token-request') reply(response, this.newTokens(this.sessionOf(request)))
    else if (/^\/queries\/[^/]+\/result$/.test(path)) await this.sendResult(response, path.split('/')[2] ?? '')
    else if (path.endsWith('/abort-request')) this.cancel(response)
    else if (path === '/session') this.logOut(response)
    else if (path.startsWith('/monitoring/queries/'))
      reply(response, { queries: [{ status: 'SUCCESS', errorMessage: null }] })
    else reply(response, null)
  }

  private cancel(response: ServerResponse): void {
    this.cancellations++
    if (this.strikes('cancel_hang')) return
    for (const statement of this.hanging) fail(statement, '000604', 'SQL execution canceled', '57014')
    this.hanging.clear()
    reply(response, null)
  }

  private logOut(response: ServerResponse): void {
    this.logouts++
    if (!this.strikes('logout_hang')) reply(response, null)
  }

  private logIn(response: ServerResponse, body: string): void {
    this.onLogin?.()
    if (this.strikes('login_hang') || this.isRefused('login', response)) return
    if (this.strikes('login_empty')) {
      reply(response, null)
      return
    }
    if (this.strikes('login_html')) {
      sendHtml(response)
      return
    }
    if (this.strikes('login_503')) {
      sendStatus(response, 503)
      return
    }
    const { data } = JSON.parse(body) as { data: Record<string, string> }
    const refusal = refusalOf(data, this.account, this.options.users ?? DEFAULTS.users)
    if (refusal !== undefined) {
      fail(response, refusal, 'Authentication attempt rejected.')
      return
    }
    reply(response, {
      ...this.newTokens(new StandInSession()),
      token: `st-${this.tokens}`,
      masterToken: `mt-${this.tokens}`,
      validityInSeconds: 3600,
      masterValidityInSeconds: 14_400,
      sessionId: this.tokens,
      parameters: PARAMETERS,
      sessionInfo: { databaseName: null, schemaName: null, warehouseName: null, roleName: 'STAND_IN' },
    })
  }

  private newTokens(session: StandInSession): Record<string, unknown> {
    this.tokens++
    this.sessions.set(`st-${this.tokens}`, session).set(`mt-${this.tokens}`, session)
    return {
      sessionToken: `st-${this.tokens}`,
      validityInSecondsST: 3600,
      masterToken: `mt-${this.tokens}`,
      validityInSecondsMT: 14_400,
    }
  }

  private sessionOf({ headers: { authorization = '' } }: IncomingMessage): StandInSession {
    return this.sessions.get(/Token="(.*)"/.exec(authorization)?.[1] ?? '') ?? new StandInSession()
  }

  private async query(response: ServerResponse, body: string, session: StandInSession): Promise<void> {
    if (this.strikes('query_hang')) return
    if (this.strikes('query_503')) {
      sendStatus(response, 503)
      return
    }
    if (this.strikes('query_html')) {
      sendHtml(response)
      return
    }
    if (this.strikes('session_expired')) {
      fail(response, '390112', 'Your session has expired.')
      return
    }
    const { sqlText, bindings, describeOnly } = JSON.parse(body) as {
      sqlText: string
      bindings?: Record<string, { value: Bind }>
      describeOnly?: boolean
    }
    const template = templateOf(sqlText) ?? (this.options.anySql === true ? 'any' : undefined)
    if (template === undefined) {
      fail(response, '002003', `No template of docs/snowflake.md: ${sqlText}`, '42000')
      return
    }
    const binds = Object.values(bindings ?? {}).map(({ value }) => value)
    const refusal = session.refusal(sqlText, binds)
    if (refusal !== undefined) {
      fail(response, refusal.code, refusal.message, refusal.sqlState)
      return
    }
    try {
      if (describeOnly === true) {
        const rowTypes = await this.inTurn(() => this.results.describe(sqlText, session))
        reply(response, this.describe(rowTypes))
        return
      }
      this.statements.push({ template, sql: sqlText })
      this.onStatement?.({ template, sql: sqlText })
      if (this.disturbs(response, template)) return
      const result = await this.inTurn(() => this.results.run(sqlText, binds, session))
      session.afterwards(sqlText)
      if (this.strikes('slow_start')) {
        const data = { queryId: result.queryId, getResultUrl: `/queries/${result.queryId}/result` }
        send(response, { success: true, code: '333333', message: 'Query execution in progress.', data })
        return
      }
      reply(response, await this.resultData(result))
    } catch (thrown) {
      const { message } = thrown as Error
      const absent = /does not exist|not found in FROM|Referenced/.test(message)
      fail(response, absent ? '002003' : '001003', `SQL compilation error: ${message}`, '42000')
    }
  }

  /** Whether a fault took the place of the statement. */
  private disturbs(response: ServerResponse, template: string): boolean {
    const isAlter = ALTERS.has(template)
    if (isAlter && this.strikes('alter_refused')) {
      fail(response, '003001', 'SQL access control error: Insufficient privileges', '42501')
      return true
    }
    if (isAlter && this.strikes('alter_hang')) return true
    const isModel = READS_MODEL.has(template)
    if (isModel && this.isRefused('model', response)) return true
    if (isModel && this.strikes('model_hang')) {
      this.hanging.add(response)
      return true
    }
    if (!isModel || !this.strikes('model_malformed')) return false
    reply(response, { queryId: '00000000-0000-0000-0000-000000000003', version: 1, rowtype: null, rowset: null })
    return true
  }

  private describe(rowTypes: readonly RowType[]): Record<string, unknown> {
    return {
      queryId: '00000000-0000-0000-0000-000000000001',
      version: 1,
      statementTypeId: 4096,
      total: 0,
      returned: 0,
      queryResultFormat: 'json',
      parameters: PARAMETERS,
      rowtype: rowTypes.map((one) => ({ ...one, type: this.declared.get(one.name) ?? one.type })),
      rowset: [],
    }
  }

  private async sendResult(response: ServerResponse, queryId: string): Promise<void> {
    const result = this.results.find(queryId)
    if (result === undefined) fail(response, '000709', `Statement ${queryId} not found`, '02000')
    else reply(response, await this.resultData(result))
  }

  private async resultData(result: StoredResult): Promise<Record<string, unknown>> {
    const { inlineRows = DEFAULTS.inlineRows, chunkRows = DEFAULTS.chunkRows } = this.options
    const inline =
      result.table === undefined
        ? result.inline
        : (JSON.parse(`[${await this.inTurn(() => this.results.fragment(result, 0, inlineRows))}]`) as unknown[])
    const isShort = result.table !== undefined && result.rows > inlineRows && this.strikes('result_short')
    const chunks = []
    for (let start = inlineRows; start < result.rows; start += chunkRows) {
      const rowCount = Math.min(chunkRows, result.rows - start)
      const url = `${this.url}/chunks/${result.queryId}/${start}/${rowCount}?generation=${this.generation}`
      chunks.push({ url, rowCount, uncompressedSize: rowCount * 200, compressedSize: rowCount * 50 })
    }
    return {
      ...this.describe(result.rowTypes),
      queryId: result.queryId,
      total: result.rows,
      returned: result.rows,
      rowset: inline,
      ...(chunks.length === 0 || isShort ? {} : { chunkHeaders: {}, chunks }),
    }
  }

  private async sendChunk(response: ServerResponse, url: URL): Promise<void> {
    if (Number(url.searchParams.get('generation')) < this.oldestGeneration) {
      sendStatus(response, 403)
      return
    }
    if (this.strikes('chunk_reset')) {
      response.destroy()
      return
    }
    const [, , queryId = '', start, count] = url.pathname.split('/')
    const result = this.results.find(queryId)
    if (result === undefined) {
      sendStatus(response, 404)
      return
    }
    const rows = this.strikes('chunk_short') ? Math.floor(Number(count) / 2) : Number(count)
    const part = await this.inTurn(() => this.results.fragment(result, Number(start), rows))
    const cut = this.strikes('chunk_cut') ? part.slice(0, part.length / 2) : part
    const bytes = await compress(this.strikes('chunk_empty') ? '' : cut, { level: 1 })
    // With a JSON type the driver would parse the fragment, which is not valid JSON.
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' })
    response.end(bytes)
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const body = Buffer.concat(parts)
  return (body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body).toString()
}

function send(response: ServerResponse, envelope: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(envelope))
}

function reply(response: ServerResponse, data: unknown): void {
  send(response, { success: true, code: null, message: null, data })
}

/** A failure is a 200 too. */
function fail(response: ServerResponse, code: string, message: string, sqlState = '08001'): void {
  send(response, { success: false, code, message, data: { sqlState, queryId: '00000000-0000-0000-0000-000000000002' } })
}

function sendHtml(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html' })
  response.end('<html>Please log in to the network</html>')
}

function sendStatus(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/plain' })
  response.end('')
}
