import { execFileSync } from 'node:child_process'
import { NO_GROWTH } from '../../src/app/new-space'

/** The size of the new space of another process in megabytes, after many objects that live for a while. */
function newSpaceMb(before: string): number {
  const script = `
    const v8 = require('node:v8')
    ${before}
    const held = []
    for (let n = 0; n < 3e6; n++) held[n % 20000] = { n, text: 'x' + n }
    console.log(v8.getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size / 1e6)`
  return Number(
    execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  )
}

describe('keepNewSpaceSmall', () => {
  // In separate processes, because this one runs other tests too.
  it('uses a flag that this version of Node supports at run time', () => {
    expect(newSpaceMb(`v8.setFlagsFromString('${NO_GROWTH}')`)).toBeLessThan(newSpaceMb(''))
  })
})
