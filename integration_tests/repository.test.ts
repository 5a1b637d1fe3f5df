import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const ROOT = resolve(__dirname, '..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const git = (...args: readonly string[]) => execFileSync('git', ['-C', ROOT, ...args], { encoding: 'utf8' })
/** Committed files, and those that would be. */
const FILES = git('ls-files', '-z', '--cached', '--others', '--exclude-standard')
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)))

/** What only a validator that ajv has written contains. */
const GENERATED_VALIDATOR = /\bvErrors\b|\bvalidate\d+\.errors = /

describe('the repository', () => {
  it('contains no generated validator', () => {
    const code = FILES.filter(
      (path) => /\.(ts|js|cjs|mjs)$/.test(path) && path !== 'integration_tests/repository.test.ts',
    )
    expect(code.length).toBeGreaterThan(300)
    expect(code.filter((path) => GENERATED_VALIDATOR.test(read(path)))).toEqual([])
    // The check knows the validators that jest wrote before the tests.
    expect(read('src/config/validators.js')).toMatch(GENERATED_VALIDATOR)
  })

  it('has attributes and editor settings for files that are there', () => {
    const attributes = read('.gitattributes').match(/^[^#\s*][^\s]*(?= )/gm) ?? []
    const editor = [...read('.editorconfig').matchAll(/[{,]([\w/-]+)\/\*\*/g)].map(([, folder]) => folder as string)
    expect(attributes.length).toBeGreaterThan(5)
    expect(editor.length).toBeGreaterThan(1)
    const prefixes = [...attributes, ...editor].map((pattern) => pattern.replace(/\*.*$/, ''))
    expect(prefixes.filter((prefix) => !FILES.some((path) => path.startsWith(prefix)))).toEqual([])
  })

  it('names one version of Node for development, which the package accepts', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } }
    expect(engines.node).toMatch(new RegExp(`^>=${read('.nvmrc').trim()}\\.`))
  })

  it('runs the checks of CI by the script that a contributor runs', () => {
    expect(read('.github/workflows/ci.yml')).toMatch(/run: bash \.ci\/run$/m)
  })
})
