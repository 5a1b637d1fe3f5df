import Table from 'cli-table3'
import type { Picture } from './picture'
import type { Counts, WriteRun } from './run-write'

/** Without borders, the tables fit a terminal of 100 columns and can be pasted as text. */
const NO_LINES = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid'
    .split(' ')
    .map((name) => [name, '']),
)
const PLAIN = {
  style: { head: process.stdout.isTTY ? ['bold'] : [], border: [], 'padding-left': 2, 'padding-right': 0 },
  chars: { ...NO_LINES, middle: '' },
}

function print(table: { toString(): string }): string {
  return table.toString().replace(/ +$/gm, '')
}

export function rowsTable(runs: readonly WriteRun[]): string {
  const table = new Table({
    head: ['', 'read', '=', 'delivered', '+', 'skipped', '+', 'rejected'],
    colAligns: ['left', 'right', 'center', 'right', 'center', 'right', 'center', 'right'],
    ...PLAIN,
  })
  runs.forEach(({ summary }, index) => {
    if (index > 0) table.push([''])
    for (const { stream, read, delivered, skipped, rejected } of summary.streams) {
      const counts = { read, delivered, skipped: sum(skipped), rejected: sum(rejected) }
      table.push([`run ${index + 1}, ${stream}`, ...countCells(counts)])
    }
    table.push([`run ${index + 1}, all rows`, ...countCells(summary.rows)])
  })
  return print(table)
}

function countCells({ read, delivered, skipped, rejected }: Counts): readonly string[] {
  return [show(read), '=', show(delivered), '+', show(skipped), '+', show(rejected)]
}

/** The reasons for skipped and rejected rows of a run. `meanings` has a sentence per reason. */
export function reasonsTable({ summary }: WriteRun, meanings: Readonly<Record<string, string>>): string {
  const table = new Table({
    head: ['rows', 'what', 'reason', 'in the sample'],
    colAligns: ['right'],
    colWidths: [6, 10, 24, 54],
    wordWrap: true,
    ...PLAIN,
  })
  for (const what of ['rejected', 'skipped'] as const) {
    for (const reasons of summary.streams.map((stream) => stream[what])) {
      for (const [reason, count] of Object.entries(reasons)) {
        table.push([show(count), what, reason, meanings[reason] ?? ''])
      }
    }
  }
  return print(table)
}

export function sandboxTable(pictures: readonly (readonly [string, Picture])[]): string {
  const table = new Table({
    head: ['when', 'people', 'attributes', 'events', 'that can start a campaign', 'failed changes'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    ...PLAIN,
  })
  for (const [when, { people, attributes, events, liveEvents, failedChanges }] of pictures) {
    table.push([when, ...[people, attributes, events, liveEvents, failedChanges].map(show)])
  }
  return print(table)
}

/** One row of the model next to the profile in Customer.io: `[column, value in the model, attribute, current value]`. */
export function profileTable(rows: readonly (readonly [string, string, string, string])[]): string {
  const table = new Table({
    head: ['column', 'in the warehouse', 'attribute', 'in Customer.io'],
    colWidths: [17, 33, 16, 29],
    ...PLAIN,
  })
  for (const row of rows) table.push([...row])
  return print(table)
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

const number = new Intl.NumberFormat('en-US')

function show(count: number): string {
  return number.format(count)
}
