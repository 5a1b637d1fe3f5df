import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT, readPage } from './markdown'

/** All sources as one text in which a message stands in one piece: strings joined, what is inserted shown as `…`. */
const sources = readdirSync(join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => readFileSync(join(PROJECT, 'src', path), 'utf8'))
  .join('\n')
  .replace(/['"`] \+\s*['"`]/g, '')
  .replace(/\$\{[^{}]*\}/g, '…')
  .replace(/\$\{[^{}]*\}/g, '…')

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
