/** The changelog in the form of Keep a Changelog: an introduction, then one section per version, the newest first. */
interface Changelog {
  readonly introduction: string
  readonly sections: readonly Section[]
}

interface Section {
  /** The line after `## `, such as `[0.1.0] - 2026-11-28`. */
  readonly title: string
  /** The text between the title and the first group. */
  readonly remark: string
  readonly groups: readonly Group[]
}

interface Group {
  /** Such as Added. */
  readonly name: string
  readonly text: string
}

const UNRELEASED = '[Unreleased]'
const DATED = /^\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/

/** The title of a section that was written for a version before its release. */
const preparedTitle = (version: string) => `[${version}] - unreleased`

/** The reasons against a release of this version, as sentences. */
export function changelogRefusals(text: string, version: string): string[] {
  const { sections } = parse(text)
  const released = [findSection(sections, preparedTitle(version)), findSection(sections, UNRELEASED)]
  const groups = released.flatMap((section) => section?.groups ?? [])
  if (!groups.some((group) => /^- /m.test(group.text)))
    return ['The Unreleased section of CHANGELOG.md lists nothing: there is nothing to release.']
  const isFirst = !sections.some(({ title }) => DATED.test(title))
  const others = [...new Set(groups.map(({ name }) => name))].filter((name) => name !== 'Added')
  if (!isFirst || others.length === 0) return []
  return [
    `CHANGELOG.md lists ${others.join(', ')} for the first release, which can only add. Describe under Added what there is.`,
  ]
}

/** The changelog of a release: one section of the version, with its own changes and those of Unreleased, which is empty. */
export function releaseChangelog(text: string, version: string, today: string): string {
  const { introduction, sections } = parse(text)
  const prepared = findSection(sections, preparedTitle(version))
  const unreleased = findSection(sections, UNRELEASED)
  const released: Section = {
    title: `[${version}] - ${today}`,
    remark: prepared?.remark ?? '',
    groups: joinGroups([...(prepared?.groups ?? []), ...(unreleased?.groups ?? [])]),
  }
  const older = sections.filter((section) => section !== prepared && section !== unreleased)
  return format({ introduction, sections: [{ title: UNRELEASED, remark: '', groups: [] }, released, ...older] })
}

function findSection(sections: readonly Section[], title: string): Section | undefined {
  return sections.find((section) => section.title === title)
}

/** One group for each name, in the order of their first occurrence. */
function joinGroups(groups: readonly Group[]): readonly Group[] {
  const names = [...new Set(groups.map(({ name }) => name))]
  return names.map((name) => {
    const texts = groups.filter((group) => group.name === name && group.text !== '').map(({ text }) => text)
    return { name, text: texts.join('\n') }
  })
}

function parse(text: string): Changelog {
  const [introduction = '', ...sections] = text.split(/^## /m)
  return { introduction: introduction.trim(), sections: sections.map(parseSection) }
}

function parseSection(text: string): Section {
  const [head = '', ...groups] = text.split(/^### /m)
  const [title, remark] = splitLine(head)
  return {
    title,
    remark,
    groups: groups.map((group) => {
      const [name, items] = splitLine(group)
      return { name, text: items }
    }),
  }
}

/** The first line, and the rest. */
function splitLine(text: string): readonly [string, string] {
  const [line = '', ...rest] = text.split('\n')
  return [line.trim(), rest.join('\n').trim()]
}

function format({ introduction, sections }: Changelog): string {
  const parts = sections.flatMap(({ title, remark, groups }) => [
    `## ${title}`,
    ...(remark === '' ? [] : [remark]),
    ...groups.flatMap(({ name, text }) => [`### ${name}`, ...(text === '' ? [] : [text])]),
  ])
  return `${[introduction, ...parts].join('\n\n')}\n`
}
