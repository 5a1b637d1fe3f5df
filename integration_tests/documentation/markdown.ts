import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

export const PROJECT = resolve(__dirname, '../..')
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.git', '.tmp'])

export interface Block {
  /** The text after the opening fence, such as `json config`. */
  readonly info: string
  readonly text: string
  /** 1 for the first line of the file. */
  readonly line: number
}

/** One Markdown file, parsed as far as the documentation tests need it. */
export interface Page {
  /** Relative to the folder of the project. */
  readonly path: string
  /** Without its code blocks. */
  readonly prose: string
  readonly blocks: readonly Block[]
  readonly anchors: ReadonlySet<string>
  /** The targets of links, unchanged. */
  readonly links: readonly string[]
}

/** Paths of all Markdown files of the project. */
export function markdownFiles(folder = PROJECT): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : markdownFiles(path)
      return entry.name.endsWith('.md') ? [relative(PROJECT, path)] : []
    })
    .sort()
}

export function readPage(path: string): Page {
  const blocks: Block[] = []
  const prose: string[] = []
  let open:
    { readonly info: string; readonly indent: number; readonly line: number; readonly lines: string[] } | undefined
  readFileSync(join(PROJECT, path), 'utf8')
    .split('\n')
    .forEach((line, index) => {
      const fence = /^(\s*)```(.*)$/.exec(line)
      if (open !== undefined) {
        if (fence?.[2]?.trim() === '') {
          blocks.push({ info: open.info, text: open.lines.join('\n'), line: open.line })
          open = undefined
        } else open.lines.push(line.slice(open.indent))
      } else if (fence !== null) {
        open = { info: (fence[2] ?? '').trim(), indent: (fence[1] ?? '').length, line: index + 1, lines: [] }
      } else prose.push(line)
    })
  const text = prose.join('\n')
  return { path, prose: text, blocks, anchors: anchorsOf(prose), links: linksOf(text) }
}

/** As GitHub creates them: lower case, no punctuation, hyphens for spaces, a number after a repeated one. */
function anchorsOf(lines: readonly string[]): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const line of lines) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1]
    for (const [, id] of line.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id as string)
    if (heading === undefined) continue
    const shown = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    const slug = shown
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-')
    let anchor = slug
    for (let again = 1; anchors.has(anchor); again++) anchor = `${slug}-${again}`
    anchors.add(anchor)
  }
  return anchors
}

function linksOf(prose: string): readonly string[] {
  const withoutCode = prose.replace(/`[^`\n]*`/g, '')
  return [...withoutCode.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].map(([, target]) => target as string)
}
