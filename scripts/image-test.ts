import { parseArgs } from 'node:util'
import { findEngine, runToEnd } from './image-engine'

// npm run test:image [-- JEST ARGUMENTS...]: builds the image and runs the tests that start it as the platform does.

/** The image of each target, and the environment variable in which the tests look for its name. */
const IMAGES = [
  { target: 'connector', variable: 'IMAGE', name: 'destination-customer-io:dev' },
  { target: 'full', variable: 'IMAGE_FULL', name: 'destination-customer-io:dev-full' },
] as const

/**
 * What no container can show: the engine's client holds the other end of a container's stdout, so a reader that goes away
 * breaks the client's pipe and not the program's. The built program passes that test.
 */
const EXCEPT = '^(?!.*a reader that goes away)'

function main(): number {
  if (findEngine() === undefined) {
    console.log('Skipped: there is neither docker (with its daemon running) nor podman here.')
    return 0
  }
  const { positionals } = parseArgs({ allowPositionals: true, strict: false })
  for (const { target, variable, name } of IMAGES) {
    const code = runToEnd(['npm', 'run', '--silent', 'image', '--', '--target', target, '--name', name])
    if (code !== 0) return code
    process.env[variable] = name
  }
  return runToEnd(['npx', 'jest', '--config', 'jest.image.config.cjs', '--testNamePattern', EXCEPT, ...positionals])
}

process.exitCode = main()
