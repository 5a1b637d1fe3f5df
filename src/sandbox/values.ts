/** An attribute as it is stored. */
export interface Stored {
  readonly value: unknown
  /** Unix seconds of the update that set it. */
  readonly at: number
}

export type Attributes = Map<string, Stored>

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text of a value that should be text or a number. */
export function textOf(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** UTF-8 bytes of a text. */
export function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}

/** 26 characters of Crockford's base 32 that fit 128 bits. */
export function isUlid(id: unknown): boolean {
  return typeof id === 'string' && /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i.test(id)
}

/** Parses JSON; undefined if it is invalid. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Sets attributes as Customer.io does: an older update never overwrites, and null and "" remove if `removes`.
 * Returns the names that exceed `max`.
 */
export function setAttributes(
  target: Attributes,
  values: Readonly<Record<string, unknown>>,
  at: number,
  removes: boolean,
  max: number,
): readonly string[] {
  const overLimit: string[] = []
  for (const [name, value] of Object.entries(values)) {
    const before = target.get(name)
    if (before !== undefined && before.at > at) continue
    if (removes && (value === null || value === '')) target.delete(name)
    else if (before === undefined && target.size >= max) overLimit.push(name)
    else target.set(name, { value, at })
  }
  return overLimit
}
