import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES } from '../../src/warehouse/snowflake/error-codes'
import { PROJECT } from './markdown'

const page = readFileSync(join(PROJECT, 'docs/snowflake.md'), 'utf8')

/** The values of the table rows of a section. */
function tableOf(section: string): readonly (readonly string[])[] {
  const text = page.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? ''
  const rows = text.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((text) => text.trim()),
  )
}

it('docs/snowflake.md lists each known error code with its exit code and advice', () => {
  const documented = tableOf('Errors of Snowflake').flatMap(([codes = '', exit, meaning, advice]) =>
    codes.split(', ').map((code) => [code, exit, meaning, advice]),
  )
  const known = Object.entries(ERROR_CODES).map(([code, { remedy, meaning, advice }]) => [
    code,
    remedy === 'wait' ? '75' : '78',
    meaning.replace('%user', 'the user'),
    advice,
  ])
  const sorted = (rows: readonly (readonly (string | undefined)[])[]) =>
    [...rows].sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))
  expect(sorted(documented)).toEqual(sorted(known))
})
