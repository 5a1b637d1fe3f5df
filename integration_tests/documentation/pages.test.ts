import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { loadConfig } from '../../src/config/load'
import { markdownFiles, PROJECT, readPage, type Block, type Page } from './markdown'

const pages = new Map(markdownFiles().map((path) => [path, readPage(path)]))

/** What is wrong with a link of a page; undefined for a good one, and for one that leaves the project. */
function linkProblem(page: Page, target: string): string | undefined {
  if (/^[a-z]+:/.test(target)) return undefined
  const [file = '', anchor] = target.split('#')
  const path = file === '' ? page.path : normalize(join(dirname(page.path), decodeURIComponent(file)))
  if (!existsSync(join(PROJECT, path))) return `${target}: there is no ${path}`
  if (anchor === undefined) return undefined
  return pages.get(path)?.anchors.has(anchor) === true ? undefined : `${target}: ${path} has no heading of that name`
}

/** Problems of a JSON block: one value, or one a line. */
function jsonProblem({ text, line }: Block): string | undefined {
  const parses = (json: string) => {
    try {
      JSON.parse(json)
      return true
    } catch {
      return false
    }
  }
  const isJson = parses(text) || text.split('\n').every((one) => one.trim() === '' || parses(one))
  return isJson ? undefined : `line ${line}: a block that is not JSON`
}

/** Problems and warnings of a block that is a configuration; one without credentials is given some. */
function configProblem({ text, line }: Block): string | undefined {
  try {
    const credentials = { site_id: 'a-site', api_key: 'a-key' }
    const { warnings } = loadConfig({ credentials, ...(JSON.parse(text) as Record<string, unknown>) })
    return warnings.length === 0 ? undefined : `line ${line}: ${warnings.join(' ')}`
  } catch (thrown) {
    return `line ${line}: ${(thrown as Error).message}`
  }
}

describe.each([...pages.keys()])('%s', (path) => {
  const page = pages.get(path) as Page

  it('links only to what is there', () => {
    expect(page.links.map((target) => linkProblem(page, target)).filter((problem) => problem !== undefined)).toEqual([])
  })

  it('has blocks that are what they say', () => {
    const json = page.blocks.filter(({ info }) => /^json\b/.test(info)).map(jsonProblem)
    const configs = page.blocks.filter(({ info }) => info === 'json config').map(configProblem)
    expect([...json, ...configs].filter((problem) => problem !== undefined)).toEqual([])
  })
})

/** Pages that a reader reaches from `start` by at most `clicks` links. */
function reached(start: string, clicks: number): ReadonlySet<string> {
  const found = new Set([start])
  for (let click = 0; click < clicks; click++)
    for (const path of [...found])
      for (const target of pages.get(path)?.links ?? []) {
        const [file = ''] = target.split('#')
        if (file !== '' && !/^[a-z]+:/.test(target)) found.add(normalize(join(dirname(path), decodeURIComponent(file))))
      }
  return found
}

describe('the index in docs/README.md', () => {
  it('leads to every page of the documentation', () => {
    const index = reached('docs/README.md', 1)
    const documentation = [...pages.keys()].filter((path) => /^docs\/(?!adr\/)/.test(path))
    expect(documentation.filter((path) => !index.has(path))).toEqual([])
    const decisions = [...pages.keys()].filter((path) => path.startsWith('docs/adr/'))
    expect(decisions.filter((path) => !reached('docs/adr/README.md', 1).has(path))).toEqual([])
  })

  it.each([
    ['how to install it', 'docs/installation.md'],
    ['how to add a stream rule', 'docs/stream-rules.md'],
    ['what an exit code means', 'docs/exit-codes.md'],
    ['how to report a vulnerability', 'SECURITY.md'],
  ])('answers within two clicks from the README: %s', (_, page) => {
    expect(pages.has(page)).toBe(true)
    expect([...reached('README.md', 2)]).toContain(page)
    expect([...reached('docs/README.md', 1)]).toContain(page)
  })
})

describe('the speeds that pages name', () => {
  const RATE = /(\d[\d,]*) (?:rows|requests)(?: of [^.,;]*?)? per second/g
  const ratesOf = (path: string) => [...(pages.get(path)?.prose ?? '').matchAll(RATE)].map(([, rate]) => rate as string)

  it('are on the page about performance too, where the page is about running the program', () => {
    const known = ratesOf('docs/performance.md')
    expect(known.length).toBeGreaterThan(3)
    const others = ['README.md', 'docs/kubernetes.md', 'docs/airbyte.md', 'docs/image.md', 'docs/first-sync.md']
    expect(others.flatMap(ratesOf).filter((rate) => !known.includes(rate))).toEqual([])
    expect(ratesOf('docs/kubernetes.md')).not.toEqual([])
  })

  it('are the defaults of the options where they are called the default', () => {
    const { connectionSpecification } = JSON.parse(readFileSync(join(PROJECT, 'spec.json'), 'utf8')) as {
      connectionSpecification: { properties: { delivery: { properties: Record<string, { default: number }> } } }
    }
    const { requests_per_second: rate, max_in_flight: parallel } =
      connectionSpecification.properties.delivery.properties
    const text = ['docs/performance.md', 'docs/kubernetes.md'].map((path) => pages.get(path)?.prose ?? '').join('\n')
    const defaults = [
      ...text.matchAll(/default of (\d+) requests per second/g),
      ...text.matchAll(/(\d+) requests per second, the default/g),
    ]
    const slots = [...text.matchAll(/max_in_flight`[^.]*\(default (\d+)\)/g)]
    expect(new Set(defaults.map(([, found]) => Number(found)))).toEqual(new Set([rate?.default]))
    expect(new Set(slots.map(([, found]) => Number(found)))).toEqual(new Set([parallel?.default]))
  })
})

describe('the checks themselves', () => {
  const readme = pages.get('README.md') as Page
  const block = (text: string): Block => ({ info: 'json config', text, line: 1 })

  it('see a missing file, a missing heading, broken JSON and a wrong configuration', () => {
    expect(linkProblem(readme, 'docs/no-such-page.md')).toMatch(/there is no/)
    expect(linkProblem(readme, '#no-such-heading')).toMatch(/no heading/)
    expect(linkProblem(readme, '#commands')).toBeUndefined()
    expect(jsonProblem(block('{"a":'))).toMatch(/not JSON/)
    expect(configProblem(block('{"null_handling": "erase"}'))).toMatch(/expected one of/)
    expect(configProblem(block('{"nul_handling": "skip"}'))).toMatch(/Did you mean/)
    expect(configProblem(block('{}'))).toBeUndefined()
  })

  it('find the configurations of the documentation', () => {
    const configs = [...pages.values()].flatMap(({ blocks }) => blocks.filter(({ info }) => info === 'json config'))
    expect(configs.length).toBeGreaterThan(5)
  })
})
