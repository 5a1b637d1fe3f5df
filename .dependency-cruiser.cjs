// The rooms of the house and who may import whom (docs/architecture.md). Tests are exempt.
const tests = '\\.test\\.ts$|/testing/'
const room = (name, allowed, typeOnly = []) => [
  {
    name: `${name}-imports-only`,
    severity: 'error',
    from: { path: `^src/${name}/`, pathNot: tests },
    to: { path: '^src/', pathNot: `^src/(${[name, ...allowed, ...typeOnly].join('|')})/` },
  },
  ...typeOnly.map((other) => ({
    name: `${name}-imports-only-types-of-${other}`,
    severity: 'error',
    from: { path: `^src/${name}/`, pathNot: tests },
    // A folder inside that room may be open as a whole.
    to: {
      path: `^src/${other}/`,
      pathNot: `^src/(${['-', ...allowed].join('|')})/`,
      dependencyTypesNot: ['type-only'],
    },
  })),
]

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'only-shipped-dependencies',
      comment: 'ajv above all: it compiles when validators are generated, never in a run',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'nobody-imports-cli', severity: 'error', from: {}, to: { path: '^src/cli\\.ts$' } },
    {
      name: 'commands-only-from-cli',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(cli\\.ts|commands/)|${tests}` },
      to: { path: '^src/commands/' },
    },
    ...room('lib', []),
    ...room('airbyte', ['lib']),
    ...room('mapping', ['lib'], ['config']),
    ...room('config', ['lib', 'mapping/objects'], ['mapping']),
    ...room('delivery', ['lib'], ['mapping']),
    ...room('customerio', ['lib'], ['delivery', 'mapping']),
    ...room('rejects', ['lib'], ['mapping', 'config']),
    ...room('findings', ['mapping', 'lib'], ['readback', 'snowflake']),
    ...room('readback', ['mapping', 'lib']),
    ...room('report', ['findings', 'lib'], ['readback']),
    ...room('sandbox', ['lib']),
    ...room('snowflake', ['lib'], ['config']),
    {
      name: 'sandbox-and-snowflake-lazily',
      comment: 'spec and write never pay for them',
      severity: 'error',
      from: { path: '^src/(cli\\.ts|commands/)', pathNot: `^src/commands/sandbox\\.ts$|${tests}` },
      to: { path: '^src/sandbox/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'protocol-without-snowflake',
      comment: 'what the platform runs never loads the warehouse, not even through another file',
      severity: 'error',
      from: { path: '^src/commands/(spec|check|discover|write)\\.ts$' },
      to: { path: '^src/snowflake/', reachable: true },
    },
    {
      name: 'driver-lazily',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: 'snowflake-sdk', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'pure-rooms-touch-no-platform',
      severity: 'error',
      from: { path: '^src/(mapping/|findings/|delivery/(packer|ledger|parking)\\.ts)', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'customerio-sees-no-row',
      severity: 'error',
      from: { path: '^src/customerio/', pathNot: tests },
      to: { path: '^src/lib/rows\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
}
