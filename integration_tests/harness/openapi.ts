import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020'

const FILE = join(process.env['CONTRACTS_DIR'] ?? '', 'customer-io-track-openapi.json')

/** False if the vendor's document is not available. Tests that need it are skipped. */
export const hasOpenApi = process.env['CONTRACTS_DIR'] !== undefined && existsSync(FILE)

type Json = Record<string, unknown>

/** Validates requests and replies with the vendor's OpenAPI document of the Track API. */
export class OpenApi {
  private readonly document = relax(JSON.parse(readFileSync(FILE, 'utf8'))) as { paths: Record<string, Json> }
  // The schemas use OpenAPI keywords, and formats that JSON Schema does not define.
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false, validateSchema: false, allErrors: true })

  constructor() {
    this.ajv.addSchema(this.document, 'track')
  }

  /** `METHOD /path/{template}` of every operation. */
  get operations(): readonly string[] {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      ['get', 'put', 'post', 'delete'].filter((method) => method in item).map((method) => `${method} ${path}`),
    )
  }

  /** The operation of a request; undefined if the document has no such operation. */
  operationOf(method: string, path: string): string | undefined {
    const { pathname } = new URL(path, 'http://localhost')
    return this.operations.find((operation) => {
      const [verb, template = ''] = operation.split(' ')
      const pattern = template.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')
      return verb === method.toLowerCase() && new RegExp(`^${pattern}$`).test(pathname)
    })
  }

  /** The schema violations of a request body; empty if it is valid or not described. */
  requestErrors(method: string, path: string, body: unknown): readonly string[] {
    return this.errors(method, path, ['requestBody'], body)
  }

  /** The same for the body of a reply. */
  replyErrors(method: string, path: string, status: number, body: unknown): readonly string[] {
    return this.errors(method, path, ['responses', String(status)], body)
  }

  private errors(method: string, path: string, where: readonly string[], body: unknown): readonly string[] {
    const operation = this.operationOf(method, path)
    if (operation === undefined) return [`the document has no ${method} ${path}`]
    const [verb = '', template = ''] = operation.split(' ')
    const pointer = ['paths', template, verb, ...where, 'content', 'application/json', 'schema']
    const validate = this.validatorAt(pointer)
    if (validate === undefined || validate(body)) return []
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`)
  }

  private validatorAt(pointer: readonly string[]): ValidateFunction | undefined {
    let at: unknown = this.document
    for (const step of pointer) at = typeof at === 'object' && at !== null ? (at as Json)[step] : undefined
    if (at === undefined) return undefined
    const escaped = pointer.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
    return this.ajv.getSchema(`track#/${escaped.join('/')}`) as ValidateFunction | undefined
  }
}

/**
 * The document uses `oneOf` for alternatives that do not exclude each other (the identifiers of a relationship have no
 * required key, so each of them matches all three). They are read as `anyOf`.
 */
function relax(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relax)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'discriminator' && key !== 'example' && key !== 'examples')
      .map(([key, inner]) => [key === 'oneOf' && Array.isArray(inner) ? 'anyOf' : key, relax(inner)]),
  )
}
