// The modules and their allowed imports (docs/architecture.md). Tests are exempt.
const tests = '\\.test\\.ts$|/testing/'
const module_ = (name, allowed, typeOnly = []) => [
  {
    name: `${name}-imports-only`,
    severity: 'error',
    from: { path: `^src/${name}/`, pathNot: tests },
    to: { path: '^src/', pathNot: `^src/(${[name, ...allowed, ...typeOnly].join('|')})(/|\\.ts$)` },
  },
  ...typeOnly.map((other) => ({
    name: `${name}-imports-only-types-of-${other}`,
    severity: 'error',
    from: { path: `^src/${name}/`, pathNot: tests },
    // A folder inside that module may be open as a whole.
    to: {
      path: `^src/${other}/`,
      pathNot: `^src/(${['-', ...allowed].join('|')})(/|\\.ts$)`,
      dependencyTypesNot: ['type-only'],
    },
  })),
]

/** The files of core that src/airbyte may import. */
const PROTOCOL = 'errors|input|raw-record|row|state|stream|unreadable-record'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'only-shipped-dependencies',
      comment: 'development dependencies are not installed with the package',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'ajv-only-at-build-time',
      comment: 'validators are generated; a run loads only the runtime helpers of ajv',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: 'node_modules/ajv', pathNot: 'node_modules/ajv/dist/runtime/' },
    },
    {
      name: 'unit-tests-start-no-server',
      comment: 'tests with a server, a network or a process are in integration_tests/ (CONTRIBUTING.md)',
      severity: 'error',
      from: { path: `^src/.*(${tests})` },
      to: {
        path: '^(node:)?(http|http2|https|net|tls|dgram|child_process|cluster|worker_threads)$|^integration_tests/|^src/sandbox/(index|server)\\.ts$|s3rver',
      },
    },
    { name: 'entry-point-is-not-imported', severity: 'error', from: {}, to: { path: '^src/cli\\.ts$' } },
    {
      name: 'cli-only-from-the-entry-point',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(cli\\.ts|cli/)|${tests}` },
      to: { path: '^src/cli/' },
    },
    {
      name: 'app-only-from-cli',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(cli\\.ts|cli/|app/)|${tests}` },
      to: { path: '^src/app/' },
    },
    ...module_('core', ['lib']),
    ...module_('lib', []),
    // A program can use it alone: it knows rows, states and errors, and nothing of this destination.
    ...module_('airbyte', [`core/(${PROTOCOL})`, 'lib']),
    {
      name: 'airbyte-stands-alone',
      comment: 'not even through another file',
      severity: 'error',
      from: { path: '^src/airbyte/', pathNot: tests },
      to: { path: '^src/', pathNot: `^src/(airbyte/|lib/|core/(${PROTOCOL})\\.ts$)`, reachable: true },
    },
    {
      name: 'airbyte-index-is-for-other-programs',
      comment: 'this program imports the file that it needs: spec must not load what write needs',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/airbyte/index\\.ts$' },
    },
    ...module_('mapping', ['core', 'lib'], ['config']),
    // Each warehouse declares its options of `source` in its folder.
    ...module_('config', ['core', 'lib', 'mapping/objects', 'warehouse/[a-z]+/source-config'], ['mapping']),
    // Which states may be emitted is a matter of the protocol, for rows from a warehouse too.
    ...module_('delivery', ['core', 'lib', 'airbyte/(lost-lines|state-ledger)'], ['mapping']),
    ...module_('customerio', ['core', 'lib'], ['delivery']),
    ...module_('rejected-rows', ['core', 'lib'], ['config']),
    ...module_('inspection', ['mapping', 'core', 'lib'], ['verification', 'warehouse']),
    ...module_('verification', ['mapping', 'core', 'lib']),
    ...module_('sandbox', ['lib']),
    ...module_('warehouse', ['core', 'lib'], ['config']),
    {
      name: 'sandbox-lazily',
      comment: 'spec and write never pay for it',
      severity: 'error',
      from: { path: '^src/(cli\\.ts|cli/|app/)', pathNot: `^src/cli/sandbox\\.ts$|${tests}` },
      to: { path: '^src/sandbox/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'protocol-without-warehouse',
      comment: 'the commands that Airbyte runs never load a warehouse, not even through another file',
      severity: 'error',
      from: { path: '^src/cli/(spec|check|discover|write)\\.ts$' },
      to: { path: '^src/warehouse/', reachable: true },
    },
    {
      name: 'warehouse-without-a-warehouse',
      comment: 'what is common to all warehouses knows none of them: src/app/open-warehouse.ts chooses',
      severity: 'error',
      from: { path: '^src/warehouse/[^/]+\\.ts$', pathNot: tests },
      to: { path: '^src/warehouse/[^/]+/' },
    },
    {
      name: 'driver-lazily',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: 'snowflake-sdk', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'pure-modules-use-no-node-modules',
      severity: 'error',
      from: {
        path: '^src/(mapping/|inspection/analysis/|airbyte/(lost-lines|state-ledger)\\.ts|delivery/(batcher|row-ledger|conflict-queue)\\.ts)',
        pathNot: tests,
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'customerio-imports-no-rows',
      severity: 'error',
      from: { path: '^src/customerio/', pathNot: tests },
      to: { path: '^src/core/(row|raw-record)\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
}
