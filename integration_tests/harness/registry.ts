import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, dirname, join } from 'node:path'

type Manifest = Record<string, unknown> & { readonly name: string; readonly version: string }

interface Package {
  readonly folder: string
  readonly manifest: Manifest
}

export interface Registry {
  readonly url: string
  readonly stop: () => Promise<void>
}

/**
 * An npm registry on 127.0.0.1 that serves what is installed in `root`, in the versions of its lock file. An installation
 * from it needs no network, and finds no package that the project does not have.
 */
export async function startRegistry(root: string): Promise<Registry> {
  const packages = installedPackages(root)
  const server = createServer(({ url = '' }, response) => {
    const [path = '', version] = decodeURIComponent(url.slice(1)).split('?version=')
    const versions = packages.get(path) ?? []
    if (version === undefined) sendVersions(response, `http://${addressOf()}`, path, versions)
    else sendTarball(response, versions.find(({ manifest }) => manifest.version === version)?.folder)
  })
  const addressOf = () => `127.0.0.1:${(server.address() as AddressInfo).port}`
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://${addressOf()}/`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function installedPackages(root: string): Map<string, Package[]> {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, unknown>
  }
  const packages = new Map<string, Package[]>()
  for (const path of Object.keys(lock.packages).filter((one) => one !== '')) {
    const folder = join(root, path)
    const manifest = readManifest(folder)
    if (manifest === undefined) continue
    packages.set(manifest.name, [...(packages.get(manifest.name) ?? []), { folder, manifest }])
  }
  return packages
}

/** Undefined for an optional package that is not installed on this machine. */
function readManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  } catch {
    return undefined
  }
}

function sendVersions(response: ServerResponse, origin: string, name: string, found: readonly Package[]): void {
  const [first] = found
  if (first === undefined) return void response.writeHead(404).end('{}')
  const versions = found.map(({ manifest }) => {
    const tarball = `${origin}/${encodeURIComponent(name)}?version=${manifest.version}`
    return [manifest.version, { ...manifest, dist: { tarball } }] as const
  })
  response.writeHead(200, { 'content-type': 'application/json' }).end(
    JSON.stringify({
      name,
      'dist-tags': { latest: first.manifest.version },
      versions: Object.fromEntries(versions),
    }),
  )
}

function sendTarball(response: ServerResponse, folder: string | undefined): void {
  if (folder === undefined) return void response.writeHead(404).end()
  // npm drops the first folder of each path, whatever its name.
  const name = basename(folder)
  const args = ['-cz', '-C', dirname(folder), `--exclude=${name}/node_modules`, name]
  execFile('tar', args, { encoding: 'buffer', maxBuffer: Infinity }, (error, stdout) => {
    if (error === null) response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(stdout)
    else response.writeHead(500).end()
  })
}
