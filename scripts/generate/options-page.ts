/** The part of JSON schema that the specification uses. */
export interface Schema {
  readonly [key: string]: unknown
  readonly title?: string
  readonly description?: string
  readonly type?: unknown
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly airbyte_secret?: boolean
  readonly airbyte_hidden?: boolean
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
}

/** docs/options.md: every option of the specification. */
export function optionsPage(schema: Schema): string {
  return [
    '# Options',
    '',
    'Generated from `spec.json` by `npm run generate`. The form in Airbyte uses the same file.',
    '',
    ...section(schema, '', 2),
  ].join('\n')
}

function section(schema: Schema, path: string, depth: number): string[] {
  const lines: string[] = []
  const own = Object.entries(schema.properties ?? {})
  const leaves = own.filter(([, one]) => nested(one) === undefined)
  if (leaves.length > 0) {
    lines.push('| option | type | default | meaning |', '|---|---|---|---|')
    for (const [name, one] of leaves) lines.push(row(path === '' ? name : `${path}.${name}`, one))
    lines.push('')
  }
  for (const [name, one] of own) {
    const inner = nested(one)
    if (inner === undefined) continue
    const innerPath = `${path === '' ? name : `${path}.${name}`}${one.items === undefined ? '' : '[]'}`
    lines.push(`${'#'.repeat(depth)} \`${innerPath}\``, '', one.description ?? '', '')
    for (const branch of inner.oneOf ?? [inner]) {
      if (inner.oneOf !== undefined) lines.push(`${'#'.repeat(depth + 1)} ${branch.title ?? ''}`, '')
      lines.push(...section(branch, innerPath, depth + (inner.oneOf === undefined ? 1 : 2)))
    }
  }
  return lines
}

/** The schema with the nested options of an option; undefined if it has none. */
function nested(schema: Schema): Schema | undefined {
  const inner = schema.items ?? schema
  return inner.properties !== undefined || inner.oneOf !== undefined ? inner : undefined
}

function row(path: string, schema: Schema): string {
  const values = schema.const === undefined ? schema.enum : [schema.const]
  const type =
    values === undefined
      ? typeOf(schema)
      : values.map((value) => (value === '' ? '(empty)' : `\`${String(value)}\``)).join(', ')
  const preset = schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``
  const marks = `${schema.airbyte_secret === true ? ' Secret.' : ''}${schema.airbyte_hidden === true ? ' Not in the form.' : ''}`
  return `| \`${path}\` | ${type} | ${preset} | ${(schema.description ?? '').replaceAll('|', '\\|')}${marks} |`
}

function typeOf({ type, items }: Schema): string {
  return type === 'array' ? `list of ${String(items?.type)}` : String(type)
}
