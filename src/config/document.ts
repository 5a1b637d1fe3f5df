import { readFileSync } from 'node:fs'
import { parseDocument, type Document } from 'yaml'
import { ConfigError } from '../core/errors'
import type { PatchOperation } from '../core/fix'
import { applyPatch } from '../core/apply-patch'
import { stepsOf, type ConfigDocument } from '../core/patch'
import { isObject } from '../lib/is-object'

/** A configuration file as the user wrote it, for a patch of it. Secrets in it are not resolved. */
export interface TextDocument extends ConfigDocument {
  readonly text: string
}

/** Reads a configuration file. ConfigError where it is not one: its problems have been reported before. */
export function readDocument(path: string, kind: ConfigDocument['kind']): TextDocument {
  const text = readFileSync(path, 'utf8')
  const value: unknown =
    kind === 'config' ? JSON.parse(text.replace(/^\ufeff/, '')) : parseDocument(text, { merge: true }).toJS()
  if (!isObject(value)) throw new ConfigError(`${path} does not hold a configuration.`)
  return { kind, value, text }
}

/** The document after the patch, in its own format; the comments of activation.yml are kept. */
export function patchDocument({ kind, value, text }: TextDocument, patch: readonly PatchOperation[]): TextDocument {
  const patched = applyPatch(value, patch)
  if (kind === 'config') return { kind, value: patched, text: `${JSON.stringify(patched, null, 2)}\n` }
  const document = parseDocument(text, { merge: true })
  for (const operation of patch) applyToYaml(document, operation)
  return { kind, value: patched, text: document.toString() }
}

function applyToYaml(document: Document, { op, path, value }: PatchOperation): void {
  const steps = stepsOf(path).map((step) => (/^\d+$/.test(step) ? Number(step) : step))
  const last = steps[steps.length - 1]
  if (op === 'remove') document.deleteIn(steps)
  else if (op !== 'test') {
    if (last === '-') document.addIn(steps.slice(0, -1), document.createNode(value))
    else document.setIn(steps, document.createNode(value))
  }
}
