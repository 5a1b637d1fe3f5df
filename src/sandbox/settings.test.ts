import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FAULTS } from './faults'
import { DEFAULT_SETTINGS, parseSettings } from './settings'

const PAGE = readFileSync(join(__dirname, '../../docs/sandbox.md'), 'utf8')

/** Rows of the table below a heading, as texts. */
function tableBelow(heading: string): readonly (readonly string[])[] {
  const [, part = ''] = PAGE.split(`\n## ${heading}\n`)
  return (part.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

describe('docs/sandbox.md', () => {
  it('lists every switch with its default and a reason', () => {
    const switches = tableBelow('Switches')
    expect(switches.map(([name, preset]) => [name, preset])).toEqual(
      Object.entries(DEFAULT_SETTINGS).map(([name, preset]) => [`\`${name}\``, `\`${preset}\``]),
    )
    for (const [, , why = ''] of switches) expect(why.length).toBeGreaterThan(15)
  })

  it('lists every fault', () => {
    expect(tableBelow('Faults').map(([name]) => name)).toEqual(FAULTS.map((fault) => `\`${fault}\``))
  })
})

describe('parseSettings', () => {
  it('parses every switch from its printed value', () => {
    const pairs = Object.entries(DEFAULT_SETTINGS).map(([name, preset]) => `${name}=${preset}`)
    expect(parseSettings(pairs)).toEqual(DEFAULT_SETTINGS)
    expect(parseSettings(['oversizeStatus=413', 'takenEmail=take_id', 'shuffle=true'])).toEqual({
      oversizeStatus: 413,
      takenEmail: 'take_id',
      shuffle: true,
    })
  })

  it.each([
    ['nothing=1', "There is no switch 'nothing'. Fix: use one of identifiers, "],
    ['__proto__=1', "There is no switch '__proto__'"],
    ['shuffle', 'The switch shuffle must be true or false.'],
    ['shuffle=yes', 'The switch shuffle must be true or false.'],
    ['itemBytes=1e3', 'The switch itemBytes must be a whole number of at most 9 digits.'],
    ['oversizeStatus=500', 'The switch oversizeStatus must be 400 or 413.'],
    ['emptyBatch=', 'The switch emptyBatch must be refuse or accept.'],
  ])('explains the error in %j', (pair, message) => {
    expect(() => parseSettings([pair])).toThrow(message)
  })
})
