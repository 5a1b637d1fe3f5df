import { parseArgs } from 'node:util'
import { findEngine, runToEnd } from './image-engine'

// npm run test:image [-- JEST ARGUMENTS...]: builds the image and runs the tests that start it as Airbyte does.

/** The image of each target, and the environment variable in which the tests look for its name. */
const IMAGES = [
  { target: 'connector', variable: 'IMAGE', name: 'destination-customer-io:dev' },
  { target: 'full', variable: 'IMAGE_FULL', name: 'destination-customer-io:dev-full' },
] as const

/**
 * A test that cannot pass in a container: the client of the engine reads the stdout of a container, so a reader that stops
 * breaks the pipe of the client and not that of the program. The built program passes this test.
 */
const EXCEPT = '^(?!.*a reader that goes away)'

function main(): number {
  if (findEngine() === undefined) {
    console.log('Skipped: neither docker (with a running daemon) nor podman is available.')
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
