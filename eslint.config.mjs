import js from '@eslint/js'
import tseslint from 'typescript-eslint'

const processOnly = (properties) =>
  properties.map((property) => ({
    object: 'process',
    property,
    message: 'Only src/cli.ts reads the process; pass what you need (docs/architecture.md).',
  }))
const streams = ['stdin', 'stdout', 'stderr', 'argv', 'exit']

export default tseslint.config(
  { ignores: ['dist', 'coverage', '**/node_modules', '**/*.generated.ts', 'src/config/validators.js', '**/*.cjs'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/cli.ts', 'src/**/*.test.ts', 'src/**/testing/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', ...processOnly(['env', ...streams])],
      'no-restricted-imports': ['error', { paths: ['process', 'node:process', 'console', 'node:console'] }],
      'no-console': 'error',
    },
  },
  {
    // The one place for each library that is configured through the environment.
    files: ['src/customerio/proxy.ts', 'src/warehouse/snowflake/driver.ts'],
    rules: { 'no-restricted-properties': ['error', ...processOnly(streams)] },
  },
  {
    // It redirects the stdout of the process that it is given, and ends that process.
    files: ['src/airbyte/stdout-redirect.ts'],
    rules: { 'no-restricted-properties': ['error', ...processOnly(['env'])] },
  },
  {
    // They turn the process that they are given into what a command gets.
    files: ['src/airbyte/node-process.ts', 'src/airbyte/destination.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['src/**/*.test.ts', 'src/**/testing/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Unit tests use no network: move the test to integration_tests/.' },
      ],
    },
  },
  {
    files: ['**/*.test.ts', '**/testing/**/*.ts', 'integration_tests/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
)
