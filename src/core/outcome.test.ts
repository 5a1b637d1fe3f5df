import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { REJECTION_CODES, SKIP_REASONS } from './outcome'

describe('docs/rejections.md', () => {
  const page = readFileSync(join(__dirname, '../../docs/rejections.md'), 'utf8')
  const sections = page.split(/^### /m).slice(1)
  const documented = sections.map((section) => /^`(\w+)`/.exec(section)?.[1])

  // A code and a reason of one name share a section, because a link to either must lead there.
  it('has a section for every code and reason, in their order, and for nothing else', () => {
    const reasons = SKIP_REASONS.filter((reason) => !(REJECTION_CODES as readonly string[]).includes(reason))
    expect(documented).toEqual([...REJECTION_CODES, ...reasons])
  })

  it('says in each more than its name', () => {
    const bodies = sections.map((section) => section.split('\n').slice(1).join(' ').trim())
    expect(bodies.filter((body) => body.length < 80)).toEqual([])
  })
})
