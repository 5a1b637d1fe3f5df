import { applyPatch as applyOperations } from 'rfc6902'
import type { PatchOperation } from './fix'

/** The document after the operations. Throws where a `test` fails or a place does not exist. */
export function applyPatch(
  value: Readonly<Record<string, unknown>>,
  patch: readonly PatchOperation[],
): Readonly<Record<string, unknown>> {
  const copy = cloneJson(value)
  // A value of the patch becomes part of the document, which later operations change.
  const results = applyOperations(copy, cloneJson(patch) as Parameters<typeof applyOperations>[1])
  const failed = results.findIndex((error) => error !== null)
  const operation = patch[failed]
  if (operation !== undefined) throw new Error(`The ${operation.op} of ${operation.path} fails.`)
  return copy
}

/** The library knows lists and objects by their constructor, which those of structuredClone do not share in a test. */
function cloneJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
