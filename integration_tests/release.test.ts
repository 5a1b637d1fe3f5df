import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { outputOf, type Engine } from '../scripts/image-engine'
import { changelogRefusals } from '../scripts/changelog'
import { release } from '../scripts/release'
import { temporaryFolder } from './harness/program'

const ROOT = resolve(__dirname, '..')
const VERSION = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version
const NEXT = VERSION.replace(/\d+$/, (patch) => String(Number(patch) + 1))
const FILES = ['package.json', 'package-lock.json', 'metadata.yaml', 'Dockerfile']
const CHANGELOG = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Something that users notice.\n'

let folder: ReturnType<typeof temporaryFolder>
const git = (...args: string[]) => outputOf(['git', '-C', folder.path, ...args])
const read = (name: string) => readFileSync(join(folder.path, name), 'utf8')

function commit(changelog: string): void {
  writeFileSync(join(folder.path, 'CHANGELOG.md'), changelog)
  git('add', '.')
  git('commit', '--quiet', '--message', 'Work')
}

beforeEach(() => {
  folder = temporaryFolder()
  git('init', '--quiet')
  git('config', 'user.name', 'Tester')
  git('config', 'user.email', 'tester@example.com')
  git('config', 'commit.gpgsign', 'false')
  for (const name of FILES) copyFileSync(join(ROOT, name), join(folder.path, name))
})

afterEach(() => folder.remove())

/** An engine whose images bear these labels; it lists what it is asked in a file beside the project. */
function engineWith(labels: Record<string, string>): Engine {
  const script = join(folder.path, '.git', 'engine')
  const asked = join(folder.path, '.git', 'asked')
  writeFileSync(
    script,
    `#!/bin/sh\necho "$@" >> ${asked}\necho '${JSON.stringify([{ Config: { Labels: labels } }])}'\n`,
  )
  chmodSync(script, 0o755)
  return {
    name: 'made up',
    command: [script],
    build: (image, target) => ['sh', '-c', `echo ${target} ${image} >> ${asked}`],
  }
}

const attempt = (version: string, labels: Record<string, string> = {}) =>
  release({
    root: folder.path,
    version,
    repository: 'registry.example/destination-customer-io',
    engine: engineWith(labels),
    today: '2030-01-02',
  })

describe('a release', () => {
  it('dates the changelog, sets the version everywhere, builds both images, commits and tags', () => {
    commit(CHANGELOG)
    expect(attempt(NEXT)).toEqual([])
    expect(read('CHANGELOG.md')).toContain(`## [Unreleased]\n\n## [${NEXT}] - 2030-01-02\n\n### Added\n`)
    expect(JSON.parse(read('package.json'))).toMatchObject({ version: NEXT })
    expect(JSON.parse(read('package-lock.json'))).toMatchObject({ version: NEXT, packages: { '': { version: NEXT } } })
    expect(read('metadata.yaml')).toContain(`dockerImageTag: ${NEXT}\n`)
    expect(read('Dockerfile').match(/version="([^"]+)"/g)).toEqual([`version="${NEXT}"`, `version="${NEXT}"`])
    expect(git('log', '-1', '--format=%s')).toBe(`Release ${NEXT}\n`)
    expect(git('describe', '--exact-match')).toBe(`v${NEXT}\n`)
    expect(git('status', '--porcelain')).toBe('')
    expect(read('.git/asked')).toContain(`connector registry.example/destination-customer-io:${NEXT}\n`)
    expect(read('.git/asked')).toContain(`full registry.example/destination-customer-io:${NEXT}-full\n`)
    // Only the lines of this package change in the lock file, not those of a dependency that has the same version.
    const before = readFileSync(join(ROOT, 'package-lock.json'), 'utf8').split('\n')
    const changed = read('package-lock.json')
      .split('\n')
      .filter((line, index) => line !== before[index])
    expect(changed).toHaveLength(2)
  })

  it('refuses an image on a stand-in base, and leaves everything as it was', () => {
    commit(CHANGELOG)
    expect(attempt(NEXT, { 'dev.local.stand-in-base': 'debian' })).toEqual([expect.stringContaining('stand-in')])
    expect(git('status', '--porcelain')).toBe('')
    expect(git('tag', '--list')).toBe('')
    expect(read('CHANGELOG.md')).toBe(CHANGELOG)
  })

  it('refuses a dirty tree and an empty Unreleased section, and names both at once', () => {
    commit('# Changelog\n\n## [Unreleased]\n\n## [0.0.1] - 2029-01-01\n\n- Old.\n')
    writeFileSync(join(folder.path, 'left-over'), '')
    expect(attempt(NEXT)).toEqual([
      expect.stringContaining('?? left-over'),
      expect.stringContaining('Unreleased section'),
    ])
  })

  it('adds the changes of Unreleased to the section that was prepared for the version, as one section', () => {
    const prepared = `## [${NEXT}] - unreleased\n\nThe first one.\n\n### Added\n\n- Something\n  in two lines.\n`
    commit(`# Changelog\n\nText.\n\n## [Unreleased]\n\nHow to add here.\n\n### Added\n\n- More.\n\n${prepared}`)
    expect(attempt(NEXT)).toEqual([])
    expect(read('CHANGELOG.md')).toBe(
      `# Changelog\n\nText.\n\n## [Unreleased]\n\n## [${NEXT}] - 2030-01-02\n\nThe first one.\n\n### Added\n\n- Something\n  in two lines.\n- More.\n`,
    )
  })

  it('refuses changes and fixes of what was never released, and accepts them for a later version', () => {
    const changes = `## [Unreleased]\n\n### Changed\n\n- One.\n\n### Fixed\n\n- Two.\n`
    commit(`# Changelog\n\n${changes}`)
    expect(attempt(NEXT)).toEqual([expect.stringContaining('lists Changed, Fixed for the first release')])
    const first = '## [0.0.1] - 2029-01-01\n\n### Added\n\n- Old.\n'
    commit(`# Changelog\n\n${changes}\n${first}`)
    expect(attempt(NEXT)).toEqual([])
    expect(read('CHANGELOG.md')).toBe(
      `# Changelog\n\n## [Unreleased]\n\n${changes.replace('[Unreleased]', `[${NEXT}] - 2030-01-02`)}\n${first}`,
    )
  })

  it('finds nothing in the changelog of this project that prevents its next release', () => {
    const refusals = changelogRefusals(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), VERSION)
    // After a release there may be nothing to release.
    expect(refusals.filter((refusal) => !refusal.includes('lists nothing'))).toEqual([])
  })

  it('refuses an invalid version, an older one, and one that is tagged', () => {
    commit(CHANGELOG)
    expect(attempt('next')).toEqual([expect.stringContaining('not a valid version')])
    expect(attempt('0.0.1')).toEqual([expect.stringContaining('older')])
    git('tag', `v${NEXT}`)
    expect(attempt(NEXT)).toEqual([expect.stringContaining('there already')])
  })

  it('refuses files that disagree about the version, and a machine without an engine', () => {
    writeFileSync(join(folder.path, 'metadata.yaml'), 'data: {}\n')
    commit(CHANGELOG)
    const wanted = { root: folder.path, version: NEXT, repository: 'x', today: '2030-01-02' }
    expect(release({ ...wanted, engine: undefined })).toEqual([
      expect.stringContaining('metadata.yaml does not name'),
      expect.stringContaining('neither docker'),
    ])
  })
})
