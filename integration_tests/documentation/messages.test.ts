import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { problemMessage } from '../../src/core/messages/problems'
import type { Constraint, Problem } from '../../src/core/problem'
import { PROJECT, readPage } from './markdown'

const expecting = (expected: Constraint): Problem => ({ code: 'wrong_value', path: ['option'], expected, found: 1 })

/** Problems whose sentence the catalog of messages puts together from several sources. */
const composed = [
  expecting({ kind: 'time_zone' }),
  expecting({ kind: 'time_layout' }),
  { code: 'unknown_column', path: ['option'], of: 'stream', found: 'x', columns: ['y'] } as const,
].map((problem) => problemMessage(problem))

/** All sources as one text in which a message stands in one piece: strings joined, what is inserted shown as `…`. */
const sources = readdirSync(join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => readFileSync(join(PROJECT, 'src', path), 'utf8'))
  .join('\n')
  .replace(/['"`] \+\s*['"`]/g, '')
  .replace(/\$\{[^{}]*\}/g, '…')
  .replace(/\$\{[^{}]*\}/g, '…')
  .concat(...composed)

/** The parts of a message that never differ. */
function fixedParts(message: string): readonly string[] {
  return message
    .split(/…|`/)
    .map((part) => part.trim())
    .filter((part) => part.length > 2)
}

function missingParts(message: string): readonly string[] {
  return fixedParts(message).filter((part) => !sources.includes(part))
}

const headings = readPage('docs/troubleshooting.md')
  .prose.split('\n')
  .flatMap((line) => /^### (.*)/.exec(line)?.[1] ?? [])

describe('the messages of docs/troubleshooting.md', () => {
  it.each(headings)('%s', (heading) => {
    expect(fixedParts(heading)).not.toEqual([])
    expect(missingParts(heading)).toEqual([])
  })

  it('are found out where the program does not say them', () => {
    expect(missingParts('The configuration has … and no program says this')).toEqual(['and no program says this'])
  })
})
