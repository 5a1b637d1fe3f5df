import { parseArgs } from 'node:util'
import { findEngine, outputOf, runToEnd, type Engine } from './image-engine'

// npm run image [-- --target connector|full] [--name NAME]: builds the image and prints the size of each layer.

/** One line per layer that is not empty, the base first. */
function layers({ command }: Engine, image: string): string {
  const history = outputOf([...command, 'history', '--no-trunc', '--format', '{{.Size}}\t{{.CreatedBy}}', image])
  return history
    .trimEnd()
    .split('\n')
    .reverse()
    .map((line) => line.split('\t'))
    .filter(([size = '0B']) => !/^0\s*B$/.test(size))
    .map(([size = '', by = '']) => `${size.padStart(10)}  ${by.replace(/^\/bin\/sh -c (#\(nop\) )?/, '').slice(0, 90)}`)
    .join('\n')
}

function main(): number {
  const { values } = parseArgs({
    options: {
      target: { type: 'string', default: 'connector' },
      name: { type: 'string', default: 'destination-customer-io:dev' },
    },
  })
  const engine = findEngine()
  if (engine === undefined) {
    console.error('No image was built: neither docker (with a running daemon) nor podman is available.')
    return 1
  }
  const code = runToEnd(engine.build(values.name, values.target, process.cwd()))
  if (code !== 0) return code
  console.log(
    `\n${values.name} (${values.target}, built by ${engine.name}), layer by layer:\n${layers(engine, values.name)}`,
  )
  return 0
}

process.exitCode = main()
