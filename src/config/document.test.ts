import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toPatch } from '../core/patch'
import { patchDocument, readDocument } from './document'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'document-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function read(kind: 'config' | 'activation', text: string) {
  const path = join(folder, 'file')
  writeFileSync(path, text)
  return readDocument(path, kind)
}

const ACTIVATION = `# who reads this
source: { account: a, authentication: { method: oauth, token: { env: TOKEN } } }
destination:
  credentials: { site_id: { env: SITE }, api_key: { env: KEY } }
  attributes:
    # the plan as billing names it
    - attribute: plan
      type: string # as it is
models:
  - name: people # everyone
    table: PEOPLE
    rule: { object: person, id_column: ID }
`

describe('patchDocument', () => {
  it('changes activation.yml and keeps its comments', () => {
    let document = read('activation', ACTIVATION)
    for (const change of [
      { kind: 'attribute', attribute: 'plan', stream: 'people', rule: { null_handling: 'skip' } },
      { kind: 'attribute', attribute: 'seen', stream: 'people', rule: { type: 'timestamp' } },
      { kind: 'option', path: ['guards', 'max_people'], value: 7 },
      { kind: 'rule_columns', rule: { stream: 'people', namespace: null }, list: 'exclude', item: 'NOTE' },
    ] as const) {
      document = patchDocument(document, toPatch(change, document)!)
    }
    expect(document.text).toBe(`# who reads this
source: { account: a, authentication: { method: oauth, token: { env: TOKEN } } }
destination:
  credentials: { site_id: { env: SITE }, api_key: { env: KEY } }
  attributes:
    # the plan as billing names it
    - attribute: plan
      type: string # as it is
      null_handling: skip
    - attribute: seen
      type: timestamp
  guards:
    max_people: 7
models:
  - name: people # everyone
    table: PEOPLE
    rule: { object: person, id_column: ID, columns: { exclude: [ NOTE ] } }
`)
    expect(read('activation', document.text).value).toEqual(document.value)
  })

  it('changes a configuration and removes what the change replaces', () => {
    const config = { streams: [{ stream: 'P', object: 'person', id_column: 'ID' }] }
    const document = read('config', JSON.stringify(config))
    const options = { cio_id_column: 'ID', id_column: undefined }
    const patch = toPatch({ kind: 'rule', rule: { stream: 'P', namespace: 'shop' }, options }, document)!
    expect(patch).toEqual([
      { op: 'test', path: '/streams/0/stream', value: 'P' },
      { op: 'add', path: '/streams/0/cio_id_column', value: 'ID' },
      { op: 'remove', path: '/streams/0/id_column' },
    ])
    const patched = patchDocument(document, patch)
    expect(patched.value).toEqual({ streams: [{ stream: 'P', object: 'person', cio_id_column: 'ID' }] })
    expect(JSON.parse(patched.text)).toEqual(patched.value)
  })
})
