/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/jest.global-setup.cjs',
  roots: ['<rootDir>/src', '<rootDir>/integration_tests'],
  testMatch: ['**/*.test.ts'],
  // Those start containers: npm run test:image.
  testPathIgnorePatterns: ['/node_modules/', '/integration_tests/image/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // Dynamic imports name the emitted file, as Node resolves them.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  collectCoverageFrom: [
    'src/**/*.ts',
    '!src/**/*.test.ts',
    '!src/**/testing/**',
    '!src/cli.ts',
    '!src/**/*.generated.ts',
    '!src/**/*.d.ts',
  ],
  coverageReporters: ['text-summary', 'json-summary', 'lcovonly'],
  coverageThreshold: { global: { lines: 90 } },
  // A machine that is busy with other things is slow, not wrong.
  testTimeout: 60_000,
  maxWorkers: 2,
}
