import type { Fix, PatchOperation } from '../fix'
import { stepsOf } from '../patch'
import { pathText } from './problems'

/** A fix for a reader: where it belongs, and the lines of it. Its values are JSON, which YAML reads as well. */
export function fixText(fix: Fix): { readonly where: string; readonly lines: readonly string[] } {
  if (fix.kind === 'sql') return { where: 'in the model (SQL)', lines: [fix.sql] }
  const lines = fix.patch.flatMap((operation) => operationText(operation, fix.patch) ?? [])
  return {
    where: fix.needs_decision ? 'in the configuration, if this is what you want' : 'in the configuration',
    lines,
  }
}

function operationText({ op, path, value }: PatchOperation, patch: readonly PatchOperation[]): string | undefined {
  const steps = stepsOf(path).map((step) => (/^\d+$/.test(step) ? Number(step) : step))
  if (op === 'test' || isEmptyGroup(path, value, patch)) return undefined
  if (op === 'remove') return `remove ${pathText(steps)}`
  const isItem = steps[steps.length - 1] === '-'
  return `${isItem ? 'add to ' : ''}${pathText(isItem ? steps.slice(0, -1) : steps)}: ${JSON.stringify(value)}`
}

/** A group that is added for an option in it needs no line. */
function isEmptyGroup(path: string, value: unknown, patch: readonly PatchOperation[]): boolean {
  return JSON.stringify(value) === '{}' && patch.some((other) => other.path.startsWith(`${path}/`))
}
