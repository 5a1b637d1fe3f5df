import { FakeClock } from '../../src/lib/testing/fake-clock'
import { chunks, seededRandom, Simulation } from '../../src/delivery/testing/simulation'
import type { Row } from '../../src/core/row'
import { mergeItems } from '../../src/mapping/merge'
import { keyOfItem } from '../../src/mapping/item-key'
import { compileMappings } from '../../src/mapping/compile-mappings'
import { createConfig, createStream } from '../../src/mapping/testing/mapping-factories'
import { Workspace } from '../../src/sandbox/workspace'

/**
 * Email addresses move between people within a run: no row is lost, none is rejected without need, and replies in any order
 * lead to the result of sending one row after the other.
 */

const STREAMS = {
  P: { object: 'person', id_column: 'i', email_column: 'e' },
  D: { object: 'person', operation: 'delete', id_column: 'i' },
  DE: { object: 'person', operation: 'delete', email_column: 'e' },
  M: { object: 'person_merge', primary_id_column: 'i', secondary_id_column: 'j' },
  ME: { object: 'person_merge', primary_id_column: 'i', secondary_email_column: 'e' },
  S: { object: 'person_suppression', id_column: 'i' },
} as const
type Name = keyof typeof STREAMS

function createRun() {
  const streams = Object.fromEntries(
    Object.keys(STREAMS).map((name) => [name, createStream(name, ['i', 'e', 'j'])]),
  ) as Record<Name, Row['stream']>
  const rules = Object.entries(STREAMS).map(([stream, rule]) => ({ stream, ...rule }))
  const compile = () => compileMappings(createConfig({ streams: rules }), Object.values(streams)).mappers
  const rowOf = ([name, data]: readonly [Name, Row['data']]): Row => ({
    kind: 'row',
    stream: streams[name],
    data,
    emittedAtMs: 0,
    nulled: [],
  })
  return { compile, rowOf }
}

const { compile, rowOf } = createRun()

function createWorkspace(): Workspace {
  return new Workspace({ identifiers: 'id+email' }, new FakeClock(5_000_000))
}

type Rows = readonly (readonly [Name, Row['data']])[]

/** Sends one row after the other. Returns `sent`, the code of a rejection, or `dropped` for an address that Customer.io ignores. */
function createSender(workspace: Workspace): (row: Rows[number]) => string {
  const mappers = compile()
  return (one) => {
    const row = rowOf(one)
    const ref = { stream: row.stream, position: 1, checkpointWindow: 0, key: undefined, row: undefined, settled: false }
    const mapped = mappers.get(row.stream)!.map(row, ref, 0)
    if (mapped.kind !== 'item') return mapped.kind === 'skipped' ? mapped.why : mapped.rejection.code
    const failures = workspace.people.failedChangeCount
    workspace.apply(JSON.parse(mapped.item.json.toString()) as never)
    return workspace.people.failedChangeCount > failures ? 'dropped' : 'sent'
  }
}

function sendInOrder(rows: Rows, workspace: Workspace): readonly string[] {
  return rows.map(createSender(workspace))
}

/**
 * A row about one of three people or addresses. Customer.io ignores a merge into a person it does not know. No row follows
 * of people who were merged, whose ids are added to `merged`.
 */
function randomRow(random: () => number, workspace: Workspace, merged: Set<string>): Rows[number] {
  const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)] as Value
  const name = pick<Name>(['P', 'P', 'P', 'P', 'D', 'DE', 'M', 'ME'])
  const data = { i: pick(['1', '2', '3']), j: pick(['1', '2', '3']), e: `${pick(['a', 'b', 'c'])}@x.io` }
  const isMerge = name.startsWith('M')
  if (merged.has(data.i) || (isMerge && workspace.people.find('id', data.i) === undefined))
    return randomRow(random, workspace, merged)
  const secondary = name === 'M' ? data.j : workspace.people.find('email', data.e)?.id
  if (isMerge && secondary !== undefined && secondary !== data.i) merged.add(secondary)
  return [name, data]
}

/** The same through the pipeline, with replies in a random order and items of a request applied in a random order. */
async function sendAtOnce(rows: Rows, workspace: Workspace, random: () => number): Promise<void> {
  // In half of the runs, a guard holds deletions and merges, and what must not be sent before them.
  const limits = random() < 0.5 ? { maxDeletes: 1000 } : {}
  const simulation = new Simulation(random, { mappers: compile(), merge: mergeItems, keyOf: keyOfItem, limits })
  await simulation.finish(chunks(rows.map(rowOf), 3), () =>
    simulation.answer(({ body }) => {
      const { batch } = JSON.parse(body.toString()) as { batch: unknown[] }
      while (batch.length > 0) workspace.apply(batch.splice(Math.floor(random() * batch.length), 1)[0] as never)
      return { kind: 'accepted', refused: new Map() }
    }),
  )
}

function peopleOf(workspace: Workspace): unknown {
  const people = [...workspace.people.all].map(({ id, email }) => ({ id, email }))
  return people.sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)))
}

/** True for a row of a person whose email address belongs to another one. */
function isOfAnother([name, { i, e }]: Rows[number], workspace: Workspace): boolean {
  const owner = workspace.people.find('email', e as string)
  return name === 'P' && owner !== undefined && owner.id !== i
}

describe('an email address that moves within a run', () => {
  it.each<[string, Rows]>([
    [
      'an earlier row gave its person another one',
      [
        ['P', { i: 'h1', e: 'shop@x.io' }],
        ['P', { i: 'h1', e: 'other@x.io' }],
        ['P', { i: 'h2', e: 'shop@x.io' }],
      ],
    ],
    [
      'its person is deleted',
      [
        ['P', { i: '1', e: 'e@x.io' }],
        ['D', { i: '1' }],
        ['P', { i: '2', e: 'e@x.io' }],
      ],
    ],
    [
      'its person is deleted by the address',
      [
        ['P', { i: '1', e: 'e@x.io' }],
        ['DE', { e: 'E@x.io' }],
        ['P', { i: '2', e: 'e@x.io' }],
      ],
    ],
    [
      'its person is merged into the next one',
      [
        ['P', { i: '2' }],
        ['P', { i: '1', e: 'e@x.io' }],
        ['M', { i: '2', j: '1' }],
        ['P', { i: '2', e: 'e@x.io' }],
      ],
    ],
  ])('belongs to the later person: %s', async (_, rows) => {
    const last = rows.at(-1)![1] as { i: string; e: string }
    const workspace = createWorkspace()
    expect(new Set(sendInOrder(rows, workspace))).toEqual(new Set(['sent']))
    for (let seed = 1; seed <= 30; seed++) {
      const other = createWorkspace()
      await sendAtOnce(rows, other, seededRandom(seed))
      expect(other.people.find('email', last.e)).toMatchObject({ id: last.i })
      expect(peopleOf(other)).toEqual(peopleOf(workspace))
    }
  })

  it('is not refused after a suppression', () => {
    const rows: Rows = [
      ['P', { i: '1', e: 'e@x.io' }],
      ['S', { i: '1' }],
      ['P', { i: '2', e: 'e@x.io' }],
    ]
    expect(sendInOrder(rows, createWorkspace())).not.toContain('email_on_two_ids')
  })

  it('is judged as Customer.io does, in 1000 random sequences', async () => {
    const outcomes = new Map<string, number>()
    for (let seed = 1; seed <= 1000; seed++) {
      const random = seededRandom(seed)
      const expected = createWorkspace()
      const send = createSender(expected)
      const rows: Rows[number][] = ['1', '2', '3'].map((i) => ['P', { i }])
      const merged = new Set<string>()
      rows.forEach(send)
      for (let n = 0; n < 8; n++) {
        const row = randomRow(random, expected, merged)
        const isTaken = isOfAnother(row, expected)
        const outcome = send(row)
        rows.push(row)
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        expect({ seed, rows, outcome: outcome === 'invalid_field' ? 'sent' : outcome }).toEqual({
          seed,
          rows,
          outcome: isTaken ? 'email_on_two_ids' : 'sent',
        })
      }
      const workspace = createWorkspace()
      await sendAtOnce(rows, workspace, random)
      expect({ seed, rows, people: peopleOf(workspace) }).toEqual({ seed, rows, people: peopleOf(expected) })
    }
    expect(outcomes.get('email_on_two_ids')).toBeGreaterThan(100)
  }, 60_000)
})
