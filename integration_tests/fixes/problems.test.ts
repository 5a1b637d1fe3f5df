import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadActivation } from '../../src/config/activation'
import { patchDocument, readDocument, type TextDocument } from '../../src/config/document'
import { loadConfig } from '../../src/config/load'
import type { Fix } from '../../src/core/fix'
import type { Problem, ProblemCode } from '../../src/core/problem'
import { fixOfProblem } from '../../src/core/problem-fixes'
import { ProblemsError } from '../../src/core/problems-error'
import type { SourceStream } from '../../src/core/stream'
import { mappingProblems } from '../../src/mapping/compile-mappings'

type Data = Readonly<Record<string, unknown>>

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'problems-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const STREAM: SourceStream = {
  name: 'orders',
  namespace: undefined,
  columns: new Map(['ORDER_ID', 'USER_ID', 'AT', 'plan'].map((name) => [name, { type: 'string' }])),
  primaryKey: ['ORDER_ID'],
  readInFull: false,
  syncMode: 'append',
  objectName: undefined,
  syncId: undefined,
}
const PERSON = { stream: 'orders', object: 'person', id_column: 'USER_ID' }
const EVENT = { stream: 'orders', object: 'event', id_column: 'USER_ID', event_name: 'ordered', timestamp_column: 'AT' }
const CONFIG = { credentials: { site_id: 'site', api_key: 'key' }, streams: [PERSON] }
const ACTIVATION = `# keeps comments
source: { account: a, username: u, authentication: { method: password, password: secret } }
destination:
  credentials: { site_id: site, api_key: key }
  OPTIONS
models:
  - name: orders
    table: ORDERS
    key: ORDER_ID
    rule: { object: person, id_column: USER_ID }
    changes: { method: METHOD }
`

/** Whether a problem of each code can have a fix. */
const CAN_BE_FIXED: Readonly<Record<ProblemCode, boolean>> = {
  unknown_option: true,
  unknown_column: true,
  wrong_value: true,
  unknown_null_handling: true,
  streams_in_destination: true,
  required: false,
  wrong_secret: false,
  missing_environment_variable: false,
  unreadable_file: false,
  missing_track_key: false,
  incomplete_storage_key: false,
  duplicate_stream_rule: false,
  duplicate_attribute_rule: false,
  missing_person_column: false,
  missing_field_option: false,
  missing_time_column: false,
  cohort_email_without_column: false,
  missing_rule_option: false,
  two_options: false,
  repeated_rename: false,
  pattern_in_rename: false,
  time_option_of_other_type: false,
  one_way_of_other_type: false,
  missing_default_value: false,
  blank_default_value: false,
  rejected_default_value: false,
  long_default_value: false,
  duplicate_model: false,
  missing_model_key: false,
  missing_cadence_column: false,
  missing_removal_event: false,
  missing_user: false,
  needs_diff: false,
  wrong_object_for_removal: false,
  one_relation: false,
  wrong_column_type: false,
  missing_stream_rule: false,
  unknown_object: false,
  unknown_mode: false,
  wrong_matching_key: false,
  unmapped_matching_key: false,
  missing_person_mapping: false,
  missing_stream_field: false,
  missing_stream_option: false,
  missing_operation: false,
  undeclared_identifier: false,
  event_key_is_person: false,
  columns_of_one_name: false,
  own_event_column: false,
}

function write(kind: TextDocument['kind'], text: string): TextDocument {
  const path = join(folder, 'file')
  writeFileSync(path, text)
  return readDocument(path, kind)
}

function problemsOf({ kind, text }: TextDocument): readonly Problem[] {
  try {
    if (kind === 'config') loadConfig(JSON.parse(text), (parts) => mappingProblems(parts, [STREAM]))
    else {
      write(kind, text)
      loadActivation(join(folder, 'file'), {})
    }
  } catch (thrown) {
    if (thrown instanceof ProblemsError) return thrown.problems
    throw thrown
  }
  return []
}

/** The fix of the only problem of the document. */
function fixOf(document: TextDocument, code: ProblemCode): Fix | null {
  const problems = problemsOf(document)
  expect(problems.map((problem) => problem.code)).toEqual([code])
  return fixOfProblem(problems[0]!, document)
}

const fixedBy = (document: TextDocument, fix: Fix | null) =>
  fix?.kind === 'patch' ? patchDocument(document, fix.patch) : document

describe('the fix of a problem of the configuration', () => {
  it.each<[ProblemCode, Data, Data, boolean]>([
    ['unknown_option', { guards: { maxPeople: 5 } }, { guards: { max_people: 5 } }, false],
    ['unknown_option', { guards: { max_peple: 5 } }, { guards: { max_people: 5 } }, true],
    ['wrong_value', { region: 'EU' }, { region: 'eu' }, false],
    ['wrong_value', { region: 'ue' }, { region: 'us' }, true],
    ['wrong_value', { guards: { max_people: '10' } }, { guards: { max_people: 10 } }, false],
    ['wrong_value', { delivery: { flush_seconds: '0.5' } }, { delivery: { flush_seconds: 0.5 } }, false],
    ['wrong_value', { events: { keep_ulids: 'True' } }, { events: { keep_ulids: true } }, false],
    ['wrong_value', { streams: [{ ...PERSON, object: 'Person' }] }, { streams: [PERSON] }, false],
    ['wrong_value', { events: { rename_suffix: 7 } }, { events: { rename_suffix: '7' } }, false],
    ['unknown_column', { streams: [{ ...PERSON, id_column: 'user_id' }] }, { streams: [PERSON] }, false],
    ['unknown_column', { streams: [{ ...PERSON, id_column: 'USR_ID' }] }, { streams: [PERSON] }, true],
    [
      'unknown_null_handling',
      { streams: [EVENT], attributes: [{ attribute: 'plan', type: 'string', null_handling: 'clear' }] },
      { streams: [EVENT], attributes: [{ attribute: 'plan', type: 'string' }] },
      false,
    ],
  ])('%s: %j becomes %j, and no problem is left', (code, wrong, right, needsDecision) => {
    const document = write('config', JSON.stringify({ ...CONFIG, ...wrong }))
    const fix = fixOf(document, code)
    expect(fix).toMatchObject({ kind: 'patch', needs_decision: needsDecision })
    const fixed = fixedBy(document, fix)
    expect(fixed.value).toEqual({ ...CONFIG, ...right })
    expect(problemsOf(fixed)).toEqual([])
  })

  it.each<[ProblemCode, string, string, string, string]>([
    ['wrong_value', 'time_zone: UTC', 'Full', 'time_zone: UTC', 'full'],
    ['unknown_option', 'guards: { MAX_PEOPLE: 5 }', 'full', 'guards: { max_people: 5 }', 'full'],
    ['streams_in_destination', 'streams: []', 'full', '', 'full'],
  ])('%s of activation.yml keeps its comments', (code, options, method, right, rightMethod) => {
    const text = (ofDestination: string, ofModel: string) =>
      ACTIVATION.replace('OPTIONS', ofDestination).replace('METHOD', ofModel)
    const document = write('activation', text(options, method))
    const fixed = fixedBy(document, fixOf(document, code))
    expect(fixed.text).toContain('# keeps comments')
    expect(fixed.value).toEqual(write('activation', text(right, rightMethod)).value)
    expect(problemsOf(fixed)).toEqual([])
  })

  it.each<[ProblemCode, Data]>([
    ['wrong_value', { guards: { max_people: 'ten' } }],
    ['wrong_value', { guards: { max_people: -1 } }],
    ['wrong_value', { time_zone: 'Europe/Berlln' }],
    ['unknown_option', { guards: { max_people: 5, maxPeople: 6 } }],
    ['unknown_column', { streams: [{ ...PERSON, id_column: 'NOTHING_LIKE_IT' }] }],
    ['missing_person_column', { streams: [{ stream: 'orders', object: 'person' }] }],
  ])('does not exist where only the user knows it: %s of %j', (code, wrong) => {
    expect(fixOf(write('config', JSON.stringify({ ...CONFIG, ...wrong })), code)).toBeNull()
  })

  it('can exist only for the listed codes', () => {
    const document = write('config', JSON.stringify(CONFIG))
    const without = Object.entries(CAN_BE_FIXED).filter(([, can]) => !can)
    expect(without.map(([code]) => fixOfProblem({ code, path: ['streams'] } as Problem, document))).toEqual(
      without.map(() => null),
    )
  })
})
