import { writeFile } from 'node:fs/promises'
import { patchDocument, readDocument, type TextDocument } from '../config/document'
import type { FindingFacts } from '../core/finding'
import { pathText } from '../core/messages/problems'
import { toPatch } from '../core/patch'
import type { Problem } from '../core/problem'
import { fixOfProblem } from '../core/problem-fixes'
import { ProblemsError } from '../core/problems-error'
import type { Ports } from './ports'
import { PRIVATE_FILE } from '../lib/file-modes'

/** A configuration file, and where to write it with its fixes; undefined for nowhere. */
interface FixedFile {
  readonly path: string
  readonly kind: TextDocument['kind']
  readonly fixedPath: string | undefined
}

/** Where the configuration has problems, the user still gets the file with those fixed that need no decision. */
export async function orFixedProblems<T>(
  ports: Ports,
  { path, kind, fixedPath }: FixedFile,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof ProblemsError && fixedPath !== undefined)
      await writeFixedProblems(ports, fixedPath, readDocument(path, kind), thrown.problems)
    throw thrown
  }
}

async function writeFixedProblems(
  ports: Ports,
  path: string,
  document: TextDocument,
  problems: readonly Problem[],
): Promise<void> {
  let fixed = document
  const applied: string[] = []
  for (const problem of problems) {
    const fix = fixOfProblem(problem, fixed)
    if (fix?.kind !== 'patch' || fix.needs_decision) continue
    fixed = patchDocument(fixed, fix.patch)
    applied.push(pathText(problem.path))
  }
  await writeDocument(ports, path, fixed, applied)
}

/** Writes the configuration with every fix that needs no decision of the user. */
export async function writeFixed(
  ports: Ports,
  path: string,
  document: TextDocument,
  findings: readonly FindingFacts[],
): Promise<void> {
  let fixed = document
  const applied: string[] = []
  for (const { code, subject, change, needsDecision } of findings) {
    const patch = change === undefined || needsDecision === true ? undefined : toPatch(change, fixed)
    if (patch === undefined) continue
    fixed = patchDocument(fixed, patch)
    applied.push(subject === null ? code : `${code} of ${subject}`)
  }
  await writeDocument(ports, path, fixed, applied)
}

async function writeDocument(
  { output }: Ports,
  path: string,
  { text }: TextDocument,
  applied: readonly string[],
): Promise<void> {
  await writeFile(path, text, { mode: PRIVATE_FILE })
  const list = applied.length === 0 ? 'nothing has a fix that needs no decision' : applied.join(', ')
  output.log('INFO', `The configuration with its fixes is in ${path}: ${list}.`)
}
