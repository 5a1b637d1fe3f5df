import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadActivation } from './activation'

const folder = mkdtempSync(join(tmpdir(), 'relation-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function relationOf(model: Record<string, string>): string | undefined {
  const path = join(folder, 'activation.yml')
  const document = {
    source: { account: 'a-b', authentication: { method: 'access_token', token: 'x' } },
    destination: { credentials: { site_id: 's', api_key: 'k' } },
    models: [{ name: 'people', rule: { object: 'person', id_column: 'ID' }, ...model }],
  }
  writeFileSync(path, JSON.stringify(document))
  return loadActivation(path, {}).activation.models[0]?.relation
}

it.each([
  ['SELECT 1;', 'SELECT 1'],
  ['SELECT 1 ; ;\n', 'SELECT 1'],
  ['SELECT 1; -- note', 'SELECT 1'],
  ['SELECT 1; /* note; */ ;', 'SELECT 1'],
  ['SELECT 1 -- note', 'SELECT 1 -- note'],
  ['SELECT 1 -- note;', 'SELECT 1 -- note'],
  [`SELECT ';--' AS A`, `SELECT ';--' AS A`],
  [`SELECT 'it''s; \\';' AS "a;" ;`, `SELECT 'it''s; \\';' AS "a;"`],
])('reads the query %j without what follows it', (query, expected) => {
  expect(relationOf({ query })).toBe(`(\n${expected}\n)`)
})

it.each(['T', 'S.T', 'DB.S.T', 'DB..T', '"d b".."t;"', '"a"."b"."c"'])('accepts the name %s', (view) => {
  expect(relationOf({ view })).toBe(view)
})

it.each(['DB...T', 'A.B.C.D', 'A..B.C', '.T', 'T; DROP'])('refuses the name %s', (view) => {
  expect(() => relationOf({ view })).toThrow(/models\[0\]\.view/)
})
