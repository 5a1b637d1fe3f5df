import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROTOCOL_EXIT_CODES } from '../../src/airbyte/exit-codes'
import { createContext } from '../../src/airbyte/testing/context-factory'
import { EXIT_CODES } from '../../src/cli/exit-codes'
import { COMMAND_NAMES, runCommand } from '../../src/cli/index'
import { PROJECT, readPage } from './markdown'

const PROTOCOL = '## Commands of the Airbyte protocol'
const TERMINAL = '## Commands for the terminal'

const { prose } = readPage('docs/exit-codes.md')

/** The texts of each row of a section's table, without the heading. */
function rowsOf(section: string): readonly (readonly string[])[] {
  const text = prose.slice(prose.indexOf(section) + section.length).split(/^## /m)[0] ?? ''
  const rows = text.split('\n').filter((line) => /^\| +\d/.test(line))
  return rows.map((row) =>
    row
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', ''))
      .slice(1, -1),
  )
}

/** The commands in the heading of a section. */
function commandsOf(section: string): readonly string[] {
  const heading = prose.split('\n').find((line) => line.startsWith(section)) ?? ''
  return [...heading.matchAll(/`(\w+)`/g)].map(([, command]) => command as string)
}

const numbers = (codes: readonly (string | number | undefined)[]) =>
  [...new Set(codes.map(Number))].sort((a, b) => a - b)

describe('docs/exit-codes.md', () => {
  it('lists exactly the exit codes of the protocol commands', () => {
    expect(numbers(rowsOf(PROTOCOL).map(([code]) => code))).toEqual(numbers(Object.values(PROTOCOL_EXIT_CODES)))
  })

  it('lists exactly the exit codes of the commands for users', () => {
    expect(numbers(rowsOf(TERMINAL).map(([code]) => code))).toEqual(numbers(Object.values(EXIT_CODES)))
  })

  it('names the failure type of each code as the program does', () => {
    const documented = rowsOf(TERMINAL).flatMap(([code, type = '']) => (type === '' ? [] : [[type, Number(code)]]))
    const known = Object.entries(EXIT_CODES).filter(([name]) => name.endsWith('_error'))
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(known))
  })

  it('names the signal of each code as the program does', () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const [row, ...others] = rowsOf(TERMINAL).filter(([, , meaning]) => meaning?.includes(signal))
      expect([row?.[0], others]).toEqual([String(EXIT_CODES[signal]), []])
    }
  })

  it('places every command in one of its sections; only the sandbox has a sentence', () => {
    expect([...commandsOf(PROTOCOL), ...commandsOf(TERMINAL), 'sandbox'].sort()).toEqual([...COMMAND_NAMES].sort())
  })
})

describe('the program', () => {
  it.each(commandsOf(TERMINAL))('names only documented codes in the help of %s', async (name) => {
    const context = createContext(['--help'])
    await runCommand(name, context)
    const help = /Exit code: [^]*/.exec(context.written.stdout)?.[0] ?? ''
    const named = numbers([...help.matchAll(/\b\d+\b/g)].map(([code]) => code))
    expect(named.length).toBeGreaterThan(2)
    expect(numbers(Object.values(EXIT_CODES))).toEqual(expect.arrayContaining(named))
  })

  it('has no exit code beside those of its tables', () => {
    const folder = join(PROJECT, 'src/cli')
    const files = readdirSync(folder).filter((name) => /^[\w-]+\.ts$/.test(name) && name !== 'exit-codes.ts')
    const own = files.filter((name) =>
      /\breturn [1-9]\d*\b|exitCode = \d/.test(readFileSync(join(folder, name), 'utf8')),
    )
    expect(files.length).toBeGreaterThan(10)
    expect(own).toEqual([])
  })
})
