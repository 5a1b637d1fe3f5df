import { basename, extname } from 'node:path'
import ts from 'typescript'

/** A piece of text that a person reads, with the code in it blanked out. */
export interface Passage {
  /** `names` is an identifier or a string of one word, everything else is prose. */
  readonly kind: 'prose' | 'names'
  readonly text: string
  /** The line of the file on which `text` begins, from 1. A newline in `text` is a newline in the file. */
  readonly line: number
}

/** Stands for code and inserted values: not a word, and not white space. */
const CODE = '\u2026'

/** The passages of a file, by the kind of file. `undefined` for a kind that holds no prose. */
export function passagesOf(path: string, content: string): readonly Passage[] | undefined {
  if (/\.(ts|cjs|mjs)$/.test(path)) return ofTypeScript(path, content)
  if (path.endsWith('.md')) return [prose(markdown(content), 1)]
  if (path.endsWith('.json')) return ofJson(content)
  if (path.endsWith('.sql')) return ofLineComments(content, /(?:^|\s)-- (.*)$/)
  if (/(^|\/)(Dockerfile|run)$|\.(sh|ya?ml)$/.test(path)) return ofShell(content)
  return undefined
}

function prose(text: string, line: number): Passage {
  const withoutCode = text.replace(/(`+)[^`]+?\1/g, blank).replace(/\bhttps?:\/\/[^\s)'"]+/g, blank)
  return { kind: 'prose', text: withoutCode, line }
}

/** Replaces all but the newlines, so that lines are still counted right. */
function blank(code: string): string {
  return code.replace(/[^\n]+/g, CODE)
}

/** Comments, string literals (concatenated ones as one), declared names and the name of the file. */
function ofTypeScript(path: string, content: string): readonly Passage[] {
  const source = ts.createSourceFile(path, content, ts.ScriptTarget.Latest, true)
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1
  const passages: Passage[] = [{ kind: 'names', text: basename(path, extname(path)), line: 1 }]
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return
    const string = stringOf(node, lineAt)
    if (string !== undefined) {
      const isPhrase = /\S\s+\S/.test(string.trim())
      const line = lineAt(node.getStart())
      passages.push(isPhrase ? prose(string, line) : { kind: 'names', text: string, line })
    }
    if (ts.isIdentifier(node) && isDeclared(node)) {
      passages.push({ kind: 'names', text: node.text, line: lineAt(node.getStart()) })
    }
    // Strings within an inserted value are separate passages.
    if (string === undefined) ts.forEachChild(node, visit)
    else for (const inner of insertedValues(node)) visit(inner)
  }
  visit(source)
  return [...passages, ...commentsOf(source, lineAt)]
}

/** The text of a literal, of a template and of strings joined by `+`; inserted values are left out. */
function stringOf(node: ts.Node, lineAt: (position: number) => number): string | undefined {
  if (ts.isStringLiteral(node)) return node.text.replaceAll('\n', ' ')
  if (ts.isNoSubstitutionTemplateLiteral(node)) return unescaped(node.rawText ?? node.text)
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(({ literal }) => CODE + unescaped(literal.rawText ?? literal.text))
    return unescaped(node.head.rawText ?? node.head.text) + spans.join('')
  }
  if (!isConcatenation(node)) return undefined
  const [left, right] = [node.left, node.right].map((side) => stringOf(side, lineAt))
  if (left === undefined && right === undefined) return undefined
  const lines = lineAt(node.right.getStart()) - lineAt(node.left.getEnd())
  return `${left ?? CODE}${'\n'.repeat(lines)}${right ?? CODE}`
}

function insertedValues(node: ts.Node): readonly ts.Node[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression)
  if (!isConcatenation(node)) return []
  return [node.left, node.right].flatMap((side) =>
    ts.isStringLiteralLike(side)
      ? []
      : ts.isTemplateExpression(side) || isConcatenation(side)
        ? insertedValues(side)
        : side,
  )
}

function isConcatenation(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken
}

function unescaped(raw: string): string {
  return raw.replace(/\\[nrt]/g, ' ').replace(/\\(.)/g, '$1')
}

function isDeclared(node: ts.Identifier): boolean {
  const { parent } = node
  return 'name' in parent && parent.name === node && !ts.isPropertyAccessExpression(parent)
}

/** Comments without their marks; `//` comments on consecutive lines are one passage. */
function commentsOf(source: ts.SourceFile, lineAt: (position: number) => number): readonly Passage[] {
  const ranges = new Map<number, ts.CommentRange>()
  const visit = (node: ts.Node) => {
    if (ts.isToken(node)) {
      for (const range of [
        ...(ts.getLeadingCommentRanges(source.text, node.pos) ?? []),
        ...(ts.getTrailingCommentRanges(source.text, node.end) ?? []),
      ]) {
        ranges.set(range.pos, range)
      }
    }
    node.getChildren().forEach(visit)
  }
  visit(source)
  const comments: { text: string; line: number; nextLine?: number }[] = []
  for (const { pos, end } of [...ranges.values()].sort((one, other) => one.pos - other.pos)) {
    const comment = source.text.slice(pos, end)
    const text = comment.replace(/^\/[/*]+|\*\/$/g, '').replace(/^[ \t]*\*/gm, '')
    const line = lineAt(pos)
    const previous = comments.at(-1)
    const isLine = comment.startsWith('//')
    if (isLine && previous?.nextLine === line) {
      previous.text += `\n${text}`
      previous.nextLine++
    } else comments.push({ text, line, ...(isLine && { nextLine: line + 1 }) })
  }
  return comments.map(({ text, line }) => prose(text, line))
}

/** Without code blocks and targets of links. What a block quotes of a program (`text`), and its comments, stay. */
function markdown(content: string): string {
  let info: string | undefined
  return content
    .split('\n')
    .map((line) => {
      const fence = /^\s*```(.*)$/.exec(line)?.[1]?.trim()
      if (fence !== undefined) {
        info = info === undefined ? fence : undefined
        return ''
      }
      if (info === undefined) return line.replace(/\]\([^)\s]+\)/g, ']')
      if (info === 'text') return line
      return /(?:^|\s)(?:#|--) (.*)$/.exec(line)?.[1] ?? ''
    })
    .join('\n')
}

/** Titles, descriptions and the like of a schema. */
function ofJson(content: string): readonly Passage[] {
  return content.split('\n').flatMap((line, index) => {
    const value = /^\s*"(?:title|description)": (".*"),?$/.exec(line)?.[1]
    return value === undefined ? [] : [prose(JSON.parse(value) as string, index + 1)]
  })
}

/** Comments, and quoted strings of several words. */
function ofShell(content: string): readonly Passage[] {
  const strings = content.split('\n').flatMap((line, index) => {
    const withoutComment = line.replace(/(^|\s)# .*$/, '')
    const quoted = [...withoutComment.matchAll(/'([^']*\s[^']*)'|"([^"]*\s[^"]*)"/g)]
    return quoted.map(([, single, double]) => prose(single ?? double ?? '', index + 1))
  })
  return [...ofLineComments(content, /(?:^|\s)# (.*)$/), ...strings]
}

function ofLineComments(content: string, comment: RegExp): readonly Passage[] {
  const text = content.split('\n').map((line) => comment.exec(line)?.[1] ?? '')
  return [prose(text.join('\n'), 1)]
}
