import { nextPhase } from './run-phase'

describe('nextPhase', () => {
  it.each([
    ['reading', 'stopping'],
    ['stopping', 'draining'],
    ['reading', 'draining'],
    ['draining', 'ended'],
    ['draining', 'aborting'],
    ['aborting', 'ended'],
  ] as const)('goes from %s to %s', (phase, next) => expect(nextPhase(phase, next)).toBe(next))

  it.each([
    ['ended', 'reading'],
    ['ended', 'aborting'],
    ['aborting', 'draining'],
    ['draining', 'reading'],
    ['reading', 'ended'],
  ] as const)('refuses to go from %s to %s', (phase, next) => {
    expect(() => nextPhase(phase, next)).toThrow('wrong order')
  })
})
