import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { markdownFiles, PROJECT, readPage } from './markdown'

const folder = join(PROJECT, 'docs/adr')
const files = readdirSync(folder)
  .filter((name) => name !== 'README.md')
  .sort()
const index = readFileSync(join(folder, 'README.md'), 'utf8')

/** The head of a page: its number, title, date and status. */
function headOf(file: string) {
  const page = readFileSync(join(folder, file), 'utf8')
  const [, number, title, date, status] =
    /^# (\d{4}): (.+)\n\n- Date: (\d{4}-\d\d-\d\d)\n- Status: (accepted|superseded|withdrawn)/.exec(page) ?? []
  return { number, title, date, status }
}

const SUPERSEDED = files.filter((file) => headOf(file).status !== 'accepted')

describe('docs/adr', () => {
  it('numbers its pages without a gap', () => {
    expect(files.map((file) => file.slice(0, 4))).toEqual(
      files.map((_, position) => String(position + 1).padStart(4, '0')),
    )
  })

  it.each(files)('%s has a number, a title, a date and a status, and so has its line in the index', (file) => {
    const { number, title, date, status } = headOf(file)
    expect(file.startsWith(`${number}-`)).toBe(true)
    const line = index.split('\n').find((one) => one.includes(`(${file})`)) ?? ''
    expect(line.split('|').map((cell) => cell.trim())).toEqual([
      '',
      `[${number}: ${title}](${file})`,
      date,
      expect.stringMatching(`^${status}`),
      '',
    ])
  })

  it('has superseded decisions that no other page and no comment names as the reason for what is there', () => {
    expect(SUPERSEDED.length).toBeGreaterThan(0)
    const pages = markdownFiles().filter((path) => !path.startsWith('docs/adr/'))
    const links = pages.flatMap((path) => readPage(path).links.map((link) => `${path}: ${link}`))
    const sources = readdirSync(join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' })
    const comments = sources
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => readFileSync(join(PROJECT, 'src', path), 'utf8').match(/docs\/adr\/[\w.-]+/g) ?? [])
    const named = [...links, ...comments].filter((one) => SUPERSEDED.some((file) => one.includes(file)))
    expect(named).toEqual([])
    expect(comments.filter((one) => !files.includes(one.slice('docs/adr/'.length)))).toEqual([])
  })
})
