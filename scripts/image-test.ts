import { parseArgs } from 'node:util'
import { findEngine, runToEnd } from './image-engine'

// npm run test:image [-- JEST ARGUMENTS...]: builds the image and runs the tests that start it as the platform does.

const IMAGE = 'destination-customer-io:dev'

function main(): number {
  if (findEngine() === undefined) {
    console.log('Skipped: there is neither docker (with its daemon running) nor podman here.')
    return 0
  }
  const { positionals } = parseArgs({ allowPositionals: true, strict: false })
  const build = runToEnd(['npm', 'run', '--silent', 'image', '--', '--name', IMAGE])
  if (build !== 0) return build
  process.env['IMAGE'] = IMAGE
  return runToEnd(['npx', 'jest', '--config', 'jest.image.config.cjs', ...positionals])
}

process.exitCode = main()
