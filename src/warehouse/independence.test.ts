import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** Folders of src/warehouse/ that are named after a warehouse. */
const warehouses = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
  .map(({ name }) => name)

const shared = readdirSync(__dirname).filter((name) => name.endsWith('.ts') && name !== basename(__filename))

it.each(shared)('names no warehouse in %s, which all warehouses share', (file) => {
  const text = readFileSync(join(__dirname, file), 'utf8').toLowerCase()
  const named = warehouses.filter((name) => text.includes(name))
  expect(named).toEqual([])
})
