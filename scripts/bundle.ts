import { build, type Metafile, type Plugin } from 'esbuild'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, resolve } from 'node:path'

// The program of the image: the entry point and its dependencies in a few files instead of thousands. Parts that only some
// runs need (the AWS client, the sandbox, progress bars) are in separate files that are loaded on import.
// The output is two folders below spec.json and package.json, like the modules that read them.

const ROOT = resolve(__dirname, '..')
const OUT = join(ROOT, 'dist/bundle')

/** The folder of each package whose code is part of the bundle, in order of their names. */
function bundledPackages({ inputs }: Metafile): string[] {
  const folders = Object.keys(inputs).flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [])
  return [...new Set(folders)].sort()
}

/** The licenses of the bundled packages require that their texts are distributed with the code. */
function licenseTexts(folders: readonly string[]): string {
  const texts = folders.map((folder) => {
    const path = join(ROOT, folder)
    const manifest = readFileSync(join(path, 'package.json'), 'utf8')
    const { name, version, license } = JSON.parse(manifest) as Record<'name' | 'version' | 'license', string>
    const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry))
    const text = file === undefined ? '' : `\n${readFileSync(join(path, file), 'utf8').trim()}\n`
    return `${name} ${version} (${license})\n${text}`
  })
  return texts.join(`\n${'-'.repeat(80)}\n`)
}

/**
 * Adds named exports to a CommonJS package that is imported lazily. Without it, esbuild splits the package into a file with
 * only a default export, so `const { S3Client } = await import(...)` is undefined in the bundle, although not in Node.
 */
const namesOfLazyPackages: Plugin = {
  name: 'names-of-lazy-packages',
  setup(bundler) {
    const lazily = 'lazily'
    bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind, importer, resolveDir }) => {
      const isOurs = !importer.includes('node_modules')
      if (kind !== 'dynamic-import' || !isOurs || isBuiltin(path) || bundler.initialOptions.external?.includes(path))
        return
      return { path, namespace: lazily, pluginData: resolveDir }
    })
    bundler.onLoad({ filter: /.*/, namespace: lazily }, async ({ path, pluginData }) => {
      const names = Object.keys((await import(path)) as object).filter((name) => /^[\w$]+$/.test(name))
      return { contents: `export { ${names.join(', ')} } from '${path}'`, resolveDir: pluginData as string }
    })
  },
}

async function bundle(): Promise<void> {
  rmSync(OUT, { recursive: true, force: true })
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/cli.ts'],
    outdir: 'dist/bundle',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // esbuild splits at dynamic imports only for ES modules.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // The warehouse driver is in the second image only, as a package next to the bundle.
    external: ['snowflake-sdk'],
    plugins: [namesOfLazyPackages],
    // Not minified: a stack trace in a bug report names the functions. It costs no measurable time.
    minify: false,
    // CommonJS packages call require for modules of Node. Modules of this project resolve shipped files from their own folder.
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nconst __dirname = import.meta.dirname;",
    },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  })
  writeFileSync(join(OUT, 'LICENSES.txt'), licenseTexts(bundledPackages(metafile)))
}

void bundle()
