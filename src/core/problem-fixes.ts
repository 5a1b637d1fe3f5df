import type { Fix, PatchOperation } from './fix'
import { pointerOf, removeFrom, setIn, valueAt, type ConfigDocument } from './patch'
import type { Constraint, OptionPath, Problem } from './problem'

/** What removes a problem from the document that has it. */
interface Correction {
  readonly patch: readonly PatchOperation[]
  /** A guess at what the user meant. */
  readonly isGuess: boolean
}

/** The fix of a problem of the document; null where only the user knows it. */
export function fixOfProblem(problem: Problem, document: ConfigDocument): Fix | null {
  const correction = correctionOf(problem, document)
  return correction && { kind: 'patch', patch: correction.patch, needs_decision: correction.isGuess }
}

function correctionOf(problem: Problem, document: ConfigDocument): Correction | null {
  const { path } = problem
  switch (problem.code) {
    case 'unknown_option':
      return problem.suggestion === undefined ? null : rename(document, path, problem.name, problem.suggestion)
    case 'unknown_column': {
      const { found, suggestion } = problem
      return suggestion === undefined ? null : replace(document, path, found, suggestion)
    }
    case 'wrong_value': {
      const { expected, found, suggestion } = problem
      return replace(document, path, found, suggestion ?? readAs(expected, found))
    }
    // It has no effect where it is, so that nothing changes without it.
    case 'unknown_null_handling':
      return { patch: removeFrom(document, path), isGuess: false }
    case 'streams_in_destination':
      return { patch: removeFrom(document, path), isGuess: true }
    default:
      return null
  }
}

/** Another name for an option, unless the option of that name exists as well. */
function rename(document: ConfigDocument, path: OptionPath, name: string, known: string): Correction | null {
  const place = [...path.slice(0, -1), known]
  if (valueAt(document, place) !== undefined) return null
  const add: PatchOperation = { op: 'add', path: pointerOf(place), value: valueAt(document, path) }
  return { patch: [...removeFrom(document, path), add], isGuess: !isSameName(name, known) }
}

function replace(document: ConfigDocument, path: OptionPath, found: unknown, value: unknown): Correction | null {
  // A value that a default or an environment variable brought is not in the document.
  if (value === undefined || found === undefined || valueAt(document, path) !== found) return null
  const isSame = typeof value !== 'string' || typeof found !== 'string' || isSameName(found, value)
  return { patch: setIn(document, path, value), isGuess: !isSame }
}

/** True where only case and separators differ. */
function isSameName(one: string, other: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/[ _-]/g, '')
  return plain(one) === plain(other)
}

/** A number, a boolean or a text in the wrong notation, such as "100"; undefined for any other value. */
function readAs(expected: Constraint, found: unknown): unknown {
  if (expected.kind !== 'type') return undefined
  if (typeof found === 'number')
    return expected.type === 'string' && Number.isSafeInteger(found) ? String(found) : undefined
  if (typeof found !== 'string') return undefined
  const text = found.trim()
  switch (expected.type) {
    case 'boolean':
      return /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined
    case 'number':
      return /^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : undefined
    case 'integer':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined
    default:
      return undefined
  }
}
