const { execFileSync } = require('node:child_process')
const { existsSync, readdirSync, statSync } = require('node:fs')
const { join } = require('node:path')

const warehouses = join(__dirname, 'src/warehouse')
const SOURCES = [
  'spec.json',
  'package-lock.json',
  'scripts/generate-validators.ts',
  'scripts/generate/validators.ts',
  'src/config/activation-schema.ts',
]

/** Writes src/config/validators.js, which is not committed, if it is missing or older than its schemas. */
module.exports = () => {
  const target = join(__dirname, 'src/config/validators.js')
  const configs = readdirSync(warehouses).map((name) => join('src/warehouse', name, 'source-config.ts'))
  const sources = [...SOURCES, ...configs].map((name) => join(__dirname, name)).filter((path) => existsSync(path))
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs))
  if (existsSync(target) && statSync(target).mtimeMs > newest) return
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/generate-validators.ts'], {
    cwd: __dirname,
    stdio: 'inherit',
  })
}
