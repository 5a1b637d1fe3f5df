/**
 * `npm run demo`: runs `write` twice with a realistic sample into the sandbox, and checks that the second run changed
 * nothing. Exits with 1 if it did. `--keep` keeps the sandbox running.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { stringify } from 'lossless-json'
import { DEFAULT_CREDENTIALS, startSandbox, type Sandbox } from '../src/sandbox/index'
import { differences, takePicture, type Picture } from './demo/picture'
import { runWrite, type WriteRun } from './demo/run-write'
import { makeSample, toMessages, type Sample } from './demo/sample'
import { profileTable, reasonsTable, rowsTable, sandboxTable } from './demo/tables'

const PROJECT = resolve(__dirname, '..')
const EXAMPLE = join(PROJECT, 'examples/activation')
/** Not under version control: the input of the demo, to view and to run again. */
const FOLDER = join(PROJECT, '.tmp/demo')
const MAX_SHOWN_DIFFERENCES = 10

/** The cause of each reason in this sample. docs/rejections.md has the general meaning. */
const MEANINGS: Readonly<Record<string, string>> = {
  missing_identifier: 'the customer id is null',
  null_word_identifier: 'the customer id is the word "null"',
  blank_identifier: 'the customer id is empty',
  invalid_email: 'the email address is "n/a"',
  email_on_two_ids: 'one email address on two ids',
  invalid_value: 'unsubscribed is "yes", read as subscribed',
  value_too_long: 'a city of 1,001 bytes; the limit is 1,000',
  future_event: 'a cart event of tomorrow: a wrong clock or time zone',
  missing_timestamp: 'no timestamp: Customer.io would use the current time',
  missing_event_id: 'no key: a second run would trigger it again',
  duplicate_event_id: 'the key of another row, with a different total',
  duplicate_event: 'the same row again, from a join that multiplies rows',
}

async function demo(keep: boolean): Promise<number> {
  const nowMs = Date.now()
  const sample = makeSample(nowMs)
  const sandbox = await startSandbox()
  try {
    const input = prepareFolder(sandbox, toMessages(sample, nowMs))
    await seed(sandbox, sample)
    const before = takePicture(sandbox)
    say(`A local Customer.io runs at ${sandbox.url} and already has ${before.people} people.`)
    say(`The built program now syncs ${sample.profiles.length} profiles and ${sample.events.length} cart events.`)
    const first = await runWrite(FOLDER, input, 'first-run.json')
    const between = takePicture(sandbox)
    say('Then it runs the same sync again, as retries and full refreshes do.\n')
    const second = await runWrite(FOLDER, input, 'second-run.json')
    const after = takePicture(sandbox)

    say(rowsTable([first, second]))
    say('\nReasons for rows that were not delivered (the same in both runs):')
    say(reasonsTable(first, MEANINGS))
    say('\nOne row as an example (times without a zone are in Europe/Berlin, as configured):')
    say(profileTable(oneProfile(sample, sandbox)))
    say()
    say('Content of the sandbox:')
    say(
      sandboxTable([
        ['before', before],
        ['after run 1', between],
        ['after run 2', after],
      ]),
    )
    const passed = report(checks({ sample, sandbox, before, between, after, first, second }))
    sayHints(first)
    sayNext(sandbox, keep)
    if (keep) await new Promise<void>((stop) => process.once('SIGINT', stop).once('SIGTERM', stop))
    return passed ? 0 : 1
  } finally {
    await sandbox.stop()
  }
}

/** Writes configuration, catalog and input as Airbyte does; returns the input. */
function prepareFolder(sandbox: Sandbox, input: string): string {
  mkdirSync(FOLDER, { recursive: true })
  const config = JSON.parse(readFileSync(join(EXAMPLE, 'config.json'), 'utf8')) as Record<string, unknown>
  const aimed = { ...config, endpoints: { track_url: sandbox.url } }
  writeFileSync(join(FOLDER, 'config.json'), `${JSON.stringify(aimed, null, 2)}\n`)
  writeFileSync(join(FOLDER, 'catalog.json'), readFileSync(join(EXAMPLE, 'catalog.json')))
  writeFileSync(join(FOLDER, 'messages.jsonl'), input)
  return input
}

/** Data that another program, such as the shop, wrote to Customer.io before. */
async function seed(sandbox: Sandbox, { known }: Sample): Promise<void> {
  const batch = [...known].map(([id, attributes]) => ({
    type: 'person',
    action: 'identify',
    identifiers: { id },
    attributes,
  }))
  const { siteId, apiKey } = DEFAULT_CREDENTIALS
  const response = await fetch(`${sandbox.url}/api/v2/batch`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${siteId}:${apiKey}`).toString('base64')}`,
    },
    body: JSON.stringify({ batch }),
  })
  if (response.status !== 200) throw new Error(`The sandbox answered ${response.status}: ${await response.text()}`)
}

function oneProfile({ profiles }: Sample, { workspace }: Sandbox): [string, string, string, string][] {
  const row = profiles.find(({ CITY, LAST_ORDER_AT, EMAIL }) => CITY === null && LAST_ORDER_AT !== null && EMAIL) ?? {}
  const person = workspace.people.find('id', String(row['CUSTOMER_ID']))
  return Object.entries(row).map(([column, value]) => {
    const attribute = column === 'CUSTOMER_ID' ? 'id' : column.toLowerCase()
    const stored = person?.attributes.get(attribute)?.value
    const held = attribute === 'id' ? person?.id : attribute === 'email' ? person?.email : stored
    const kept = value === null && held !== undefined ? ' (kept)' : ''
    return [column, oneLine(value), attribute, held === undefined ? '(nothing)' : `${oneLine(held)}${kept}`]
  })
}

/** For display: texts in quotes, numbers with all digits, JSON on one line. */
function oneLine(value: unknown): string {
  return (stringify(value) ?? '').replace(/\\n\s*/g, ' ').replace(/\\"/g, '"')
}

interface Evidence {
  readonly sample: Sample
  readonly sandbox: Sandbox
  readonly before: Picture
  readonly between: Picture
  readonly after: Picture
  readonly first: WriteRun
  readonly second: WriteRun
}

/** Each expectation with the violations of it. */
function checks(evidence: Evidence): readonly (readonly [string, readonly string[]])[] {
  const { sample, sandbox, before, between, after, first, second } = evidence
  return [
    ['Run 2 changed no attribute, added no event and no profile.', differences(between, after)],
    ['Every row has an outcome: read = delivered + skipped + rejected.', [first, second].flatMap(unexplained)],
    ['Every state was returned, in order.', [first, second].flatMap(({ states }) => outOfOrder(states))],
    ['Nulls cleared no attribute.', erased(before, after)],
    [
      'Changed email addresses split no profile: the same profiles have the new address.',
      split(sample, sandbox, before),
    ],
    ['Customer.io dropped no change.', sandbox.workspace.people.failedChanges.map(({ reason }) => reason)],
    ['Large numbers kept every digit, and times are unix seconds.', drifted(sample, sandbox)],
  ]
}

function unexplained({ summary: { rows } }: WriteRun): readonly string[] {
  const explained = rows.delivered + rows.skipped + rows.rejected
  return rows.read === explained ? [] : [`${rows.read} rows read, ${explained} explained`]
}

function outOfOrder(states: readonly number[]): readonly string[] {
  const wrong = states.findIndex((id, index) => id !== index + 1)
  return states.length > 0 && wrong < 0 ? [] : [`states ${states.join(', ')}`]
}

function erased(before: Picture, after: Picture): readonly string[] {
  return [...before.profiles].flatMap(([cioId, attributes]) =>
    [...attributes.keys()].filter((name) => !after.profiles.get(cioId)?.has(name)).map((name) => `${cioId}: ${name}`),
  )
}

function split({ known, profiles }: Sample, { workspace }: Sandbox, before: Picture): readonly string[] {
  return [...known.keys()].flatMap((id) => {
    const person = workspace.people.find('id', id)
    const email = profiles.findLast((row) => row['CUSTOMER_ID'] === id)?.['EMAIL']
    const same = person !== undefined && before.profiles.has(person.cioId)
    return same && person.email === String(email).trim().toLowerCase() ? [] : [id]
  })
}

function drifted({ profiles }: Sample, { workspace }: Sandbox): readonly string[] {
  return [...workspace.people.all].flatMap(({ id, attributes }) => {
    const row = profiles.find(({ CUSTOMER_ID }) => CUSTOMER_ID === id)
    const createdMs = Date.parse(String(row?.['CREATED_AT']))
    const exact = attributes.get('loyalty_number')?.value === String(row?.['LOYALTY_NUMBER'])
    const timely = attributes.get('created_at')?.value === Math.floor(createdMs / 1000)
    return exact && timely ? [] : [id ?? 'a person without id']
  })
}

function report(results: ReturnType<typeof checks>): boolean {
  say('\nChecked:')
  for (const [promise, against] of results) {
    say(`  ${against.length === 0 ? 'yes' : 'NO '}  ${promise}`)
    for (const sentence of against.slice(0, MAX_SHOWN_DIFFERENCES)) say(`         ${sentence}`)
    if (against.length > MAX_SHOWN_DIFFERENCES) say(`         and ${against.length - MAX_SHOWN_DIFFERENCES} more`)
  }
  return results.every(([, against]) => against.length === 0)
}

function sayHints({ summary }: WriteRun): void {
  const hints = summary.streams.flatMap(({ hints: ofStream }) => ofStream)
  if (hints.length === 0) return
  say('\nThe program also reported these hints. It changed no data because of them:')
  for (const hint of hints) say(wrapped(`- ${hint}`))
}

function sayNext({ url }: Sandbox, keep: boolean): void {
  const folder = relative(process.cwd(), FOLDER)
  say(`\nThe input of the program is in ${folder}: config.json, catalog.json, messages.jsonl.`)
  if (keep) {
    say(`\nView the people and events in your browser at ${url}. Ctrl-C ends the demo.`)
    say('To run it a third time, use another terminal:')
    say(`  node dist/cli.js write --config ${folder}/config.json \\`)
    say(`    --catalog ${folder}/catalog.json < ${folder}/messages.jsonl`)
    return
  }
  say('\nNext:')
  say('  npm run demo -- --keep         the same, and keeps the sandbox running')
  say('  docs/getting-started.md        sync your own rows into the sandbox')
  say('  docs/first-sync.md             read before the first sync into a real workspace')
}

/** Breaks a long sentence at 100 columns. */
function wrapped(text: string): string {
  return text.replace(/(?![^\n]{1,96}$)([^\n]{1,96})\s/g, '$1\n  ')
}

function say(text = ''): void {
  process.stdout.write(`${text}\n`)
}

// The reader of stdout can stop early, as `head` does.
process.stdout.on('error', () => undefined)
const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } })
void demo(values.keep).then(
  (code) => (process.exitCode = code),
  (thrown: unknown) => {
    process.stderr.write(`The demo failed: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
    process.exitCode = 1
  },
)
