import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { changelogRefusals, releaseChangelog } from './changelog'
import { findEngine, outputOf, runToEnd, type Engine } from './image-engine'

// npm run release -- VERSION [--repository REGISTRY/NAME]: creates a release from the committed files. It writes
// the section of the changelog, sets the version in all files, builds both images, commits and tags. It pushes nothing; it
// prints the commands to push.

/** The label of a base image that was built locally because no registry was available. */
const STAND_IN_LABEL = 'dev.local.stand-in-base'

/** Each file with the version: the text before it, and the number of occurrences. */
const VERSION_PLACES: readonly (readonly [file: string, before: string, times: number])[] = [
  ['package.json', '"version": "', 1],
  ['package-lock.json', '"version": "', 2],
  ['metadata.yaml', 'dockerImageTag: ', 1],
  ['Dockerfile', 'io.airbyte.version="', 1],
  ['Dockerfile', 'org.opencontainers.image.version="', 1],
]

export interface Release {
  readonly root: string
  readonly version: string
  /** The name of the images without their tag. */
  readonly repository: string
  readonly engine: Engine | undefined
  /** YYYY-MM-DD. */
  readonly today: string
}

/** Creates the release. Returns the reasons for a refusal as sentences; in that case every file is unchanged. */
export function release(wanted: Release): readonly string[] {
  const { root, version, repository, engine } = wanted
  const refusals = findRefusals(wanted)
  if (refusals.length > 0 || engine === undefined) return refusals
  const files = writeVersion(wanted)
  const undo = (why: string) => {
    git(root, 'checkout', '--quiet', '--', ...files)
    return [why]
  }
  for (const [target, tag] of [
    ['connector', version],
    ['full', `${version}-full`],
  ] as const) {
    const image = `${repository}:${tag}`
    if (runToEnd(engine.build(image, target, root)) !== 0) return undo(`The image ${image} could not be built.`)
    if (STAND_IN_LABEL in labelsOf(engine, image))
      return undo(
        `The image ${image} has a local stand-in as its base (label ${STAND_IN_LABEL}). Build it where the official base can be pulled.`,
      )
  }
  git(root, 'commit', '--quiet', '--message', `Release ${version}`, '--', ...files)
  git(root, 'tag', '--annotate', '--message', `Release ${version}`, `v${version}`)
  return []
}

/** All reasons against the release, before a file is changed. */
function findRefusals({ root, version, engine }: Release): string[] {
  const refusals: string[] = []
  const current = (JSON.parse(read(root, 'package.json')) as { version: string }).version
  if (!/^\d+\.\d+\.\d+$/.test(version)) refusals.push(`'${version}' is not a valid version. Use MAJOR.MINOR.PATCH.`)
  else if (compareVersions(version, current) < 0) refusals.push(`${version} is older than the current ${current}.`)
  if (git(root, 'tag', '--list', `v${version}`) !== '') refusals.push(`The tag v${version} is there already.`)
  const changes = git(root, 'status', '--porcelain')
  if (changes !== '') refusals.push(`The tree is not clean:\n${changes.trimEnd()}`)
  refusals.push(...changelogRefusals(read(root, 'CHANGELOG.md'), version))
  for (const [file, before, times] of VERSION_PLACES)
    if (read(root, file).split(`${before}${current}`).length - 1 < times)
      refusals.push(`${file} does not name the current version, ${current}.`)
  if (engine === undefined) refusals.push('There is neither docker (with its daemon running) nor podman here.')
  return refusals
}

/** Writes the version and the changelog; the names of the files written. */
function writeVersion({ root, version, today }: Release): string[] {
  const current = (JSON.parse(read(root, 'package.json')) as { version: string }).version
  for (const [file, before, times] of VERSION_PLACES) {
    let text = read(root, file)
    let from = 0
    for (let time = 0; time < times; time += 1) {
      const at = text.indexOf(`${before}${current}`, from) + before.length
      text = text.slice(0, at) + version + text.slice(at + current.length)
      from = at
    }
    writeFileSync(join(root, file), text)
  }
  writeFileSync(join(root, 'CHANGELOG.md'), releaseChangelog(read(root, 'CHANGELOG.md'), version, today))
  return [...new Set(VERSION_PLACES.map(([file]) => file)), 'CHANGELOG.md']
}

/** Below zero when `a` is the older one. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number))
  const place = left?.findIndex((part, index) => part !== right?.[index]) ?? -1
  return place === -1 ? 0 : (left?.[place] ?? 0) - (right?.[place] ?? 0)
}

function labelsOf({ command }: Engine, image: string): Record<string, string> {
  const [inspected] = JSON.parse(outputOf([...command, 'image', 'inspect', image])) as {
    Config: { Labels: Record<string, string> | null }
  }[]
  return inspected?.Config.Labels ?? {}
}

function read(root: string, file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

function git(root: string, ...args: readonly string[]): string {
  return outputOf(['git', '-C', root, ...args])
}

function main(): number {
  const { values, positionals } = parseArgs({
    options: { repository: { type: 'string', default: 'destination-customer-io' } },
    allowPositionals: true,
  })
  const [version = ''] = positionals
  const { repository } = values
  const today = new Date().toISOString().slice(0, 10)
  const engine = findEngine()
  const refusals = release({ root: process.cwd(), version, repository, engine, today })
  if (refusals.length > 0) {
    console.error(`No release was made.\n${refusals.map((refusal) => `- ${refusal}`).join('\n')}`)
    return 1
  }
  const docker = engine?.command.join(' ') ?? ''
  console.log(
    `Released ${version}: committed, tagged v${version}, and built as ${repository}:${version} and ${repository}:${version}-full. To publish it:\n` +
      `  git push --follow-tags\n  ${docker} push ${repository}:${version}\n  ${docker} push ${repository}:${version}-full`,
  )
  return 0
}

if (require.main === module) process.exitCode = main()
