import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file of the package (spec.json, package.json): two folders above this one, built or not. */
export function shippedFile(name: string): string {
  return join(__dirname, '..', '..', name)
}

/** The version of this program, from package.json. */
export function readVersion(): string {
  const { version } = JSON.parse(readFileSync(shippedFile('package.json'), 'utf8')) as { version: string }
  return version
}
