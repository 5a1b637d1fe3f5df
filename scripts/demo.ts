/**
 * `npm run demo`: a local Customer.io, a realistic sample, the real `write` command twice, and the proof that the
 * second run changed nothing. Exits with 1 where it did. `--keep` leaves the page of the sandbox up.
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
/** Not under version control: what the demo fed to the program, to look at and to try again. */
const FOLDER = join(PROJECT, '.tmp/demo')
const MAX_SHOWN_DIFFERENCES = 10

/** What each reason means in this sample; docs/rejections.md has what it means in general. */
const MEANINGS: Readonly<Record<string, string>> = {
  missing_identifier: 'the customer id is null',
  null_word_identifier: 'the customer id is the word "null"',
  blank_identifier: 'the customer id is an empty text',
  invalid_email: 'the e-mail is "n/a"',
  email_on_two_ids: 'a customer registered twice: one e-mail, two ids',
  invalid_value: 'unsubscribed is "yes": it would read as subscribed',
  value_too_long: 'a city of 1,001 bytes; Customer.io takes 1,000',
  future_event: 'a cart that changes tomorrow: a wrong clock or zone',
  missing_timestamp: 'no time: Customer.io would take it for now',
  missing_event_id: 'no key: a second run could not know it again',
  duplicate_event_id: 'the key of another row, with another total',
  duplicate_event: 'the same row again: a join that multiplies rows',
}

async function demo(keep: boolean): Promise<number> {
  const nowMs = Date.now()
  const sample = makeSample(nowMs)
  const sandbox = await startSandbox()
  try {
    const input = prepareFolder(sandbox, toMessages(sample, nowMs))
    await seed(sandbox, sample)
    const before = takePicture(sandbox)
    say(`A local Customer.io runs at ${sandbox.url} and knows ${before.people} people already.`)
    say(`Now a sync: ${sample.profiles.length} profiles and ${sample.events.length} cart events, by the built program.`)
    const first = await runWrite(FOLDER, input, 'first-run.json')
    const between = takePicture(sandbox)
    say('And the very same sync again, because that is what retries and full refreshes do.\n')
    const second = await runWrite(FOLDER, input, 'second-run.json')
    const after = takePicture(sandbox)

    say(rowsTable([first, second]))
    say('\nWhy rows were not delivered (the same in both runs):')
    say(reasonsTable(first, MEANINGS))
    say('\nOne row on its way (times without a zone are taken as Europe/Berlin, as the configuration says):')
    say(profileTable(oneProfile(sample, sandbox)))
    say()
    say('What the sandbox holds:')
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

/** Writes configuration, catalog and input as the platform lays them out; returns the input. */
function prepareFolder(sandbox: Sandbox, input: string): string {
  mkdirSync(FOLDER, { recursive: true })
  const config = JSON.parse(readFileSync(join(EXAMPLE, 'config.json'), 'utf8')) as Record<string, unknown>
  const aimed = { ...config, endpoints: { track_url: sandbox.url } }
  writeFileSync(join(FOLDER, 'config.json'), `${JSON.stringify(aimed, null, 2)}\n`)
  writeFileSync(join(FOLDER, 'catalog.json'), readFileSync(join(EXAMPLE, 'catalog.json')))
  writeFileSync(join(FOLDER, 'messages.jsonl'), input)
  return input
}

/** What another program, such as the shop itself, wrote to Customer.io before. */
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

/** As a person reads it: texts in quotes, numbers bare with all their digits, JSON on one line. */
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

/** Each promise with what speaks against it. */
function checks(evidence: Evidence): readonly (readonly [string, readonly string[]])[] {
  const { sample, sandbox, before, between, after, first, second } = evidence
  return [
    ['Run 2 changed no attribute, added no event and no profile.', differences(between, after)],
    ['Every row has an outcome: read = delivered + skipped + rejected.', [first, second].flatMap(unexplained)],
    ['Every state came back, in order.', [first, second].flatMap(({ states }) => outOfOrder(states))],
    ['Nulls erased nothing that Customer.io knew.', erased(before, after)],
    ['Changed e-mails split nobody: the same profiles, under their new address.', split(sample, sandbox, before)],
    ['Customer.io dropped no change silently.', sandbox.workspace.people.failedChanges.map(({ reason }) => reason)],
    ['Large numbers kept every digit, and times are numbers of seconds.', drifted(sample, sandbox)],
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
  say('\nThe program also noticed, and changed nothing by itself:')
  for (const hint of hints) say(wrapped(`- ${hint}`))
}

function sayNext({ url }: Sandbox, keep: boolean): void {
  const folder = relative(process.cwd(), FOLDER)
  say(`\nWhat was fed to the program lies in ${folder}: config.json, catalog.json, messages.jsonl.`)
  if (keep) {
    say(`\nThe people and events are in your browser at ${url} until Ctrl-C ends the demo.`)
    say('A third run, from another terminal:')
    say(`  node dist/cli.js write --config ${folder}/config.json \\`)
    say(`    --catalog ${folder}/catalog.json < ${folder}/messages.jsonl`)
    return
  }
  say('\nNext:')
  say('  npm run demo -- --keep         the same, and the people and events stay up in your browser')
  say('  docs/getting-started.md        your own rows into the sandbox, step by step')
  say('  docs/first-sync.md             before the first sync into a real workspace')
}

/** Breaks a long sentence at 100 columns. */
function wrapped(text: string): string {
  return text.replace(/(?![^\n]{1,96}$)([^\n]{1,96})\s/g, '$1\n  ')
}

function say(text = ''): void {
  process.stdout.write(`${text}\n`)
}

// Whoever reads it may stop early, as `head` does.
process.stdout.on('error', () => undefined)
const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } })
void demo(values.keep).then(
  (code) => (process.exitCode = code),
  (thrown: unknown) => {
    process.stderr.write(`The demo failed: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
    process.exitCode = 1
  },
)
