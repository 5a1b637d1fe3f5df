import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { passagesOf } from './prose/passages'
import { termFinder, withoutExceptions, type TermsList } from './prose/terms'

const root = join(__dirname, '..')
const LIST = 'tools/prose/terms.json'

/** Generated files, and those that hold the terms on purpose. Lock files quote others. */
const LEFT_OUT =
  /\.generated\.ts$|^docs\/(options|objects)\.md$|expected_spec\.json$|package-lock\.json$|^tools\/prose\/|\/prose\.test\.ts$/

/** Prints each term of the list that the project's text uses; exit code 1 where there is one. */
function main(): void {
  const { positionals: paths } = parseArgs({ allowPositionals: true })
  const { terms, exceptions } = JSON.parse(read(LIST)) as TermsList
  const find = termFinder(terms)
  let checked = 0
  const all = projectFiles(paths).flatMap((path) => {
    const passages = passagesOf(path, read(path))
    if (passages === undefined) return []
    checked++
    return find(path, passages)
  })
  const lineOf = (path: string, line: number) => read(path).split('\n')[line - 1] ?? ''
  const { findings, unused } = withoutExceptions(all, exceptions, lineOf)
  for (const { path, line, found, use } of findings) console.log(`${path}:${line}: "${found}". Use: ${use}.`)
  // With only some of the files, an exception may belong to another one.
  const stale = paths.length === 0 ? unused : []
  for (const { term, path, text } of stale) {
    console.log(`${LIST}: the exception for "${term}" in ${path} ("${text}") matches nothing. Remove it.`)
  }
  const files = new Set(findings.map(({ path }) => path)).size
  console.log(`${checked} files checked: ${findings.length} terms to replace in ${files} of them.`)
  if (findings.length + stale.length > 0) process.exitCode = 1
}

/** Files below the given paths that are, or would be, under version control. */
function projectFiles(paths: readonly string[]): readonly string[] {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...paths]
  const listed = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\n')
  return listed.filter((path) => path !== '' && !LEFT_OUT.test(path) && existsSync(join(root, path)))
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

main()
