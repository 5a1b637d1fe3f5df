const base = require('./jest.config.cjs')

/** The tests that start the program in its image: `npm run test:image`, with the image's name in IMAGE. */
module.exports = {
  ...base,
  roots: ['<rootDir>/integration_tests'],
  testMatch: [
    '**/integration_tests/image/**/*.test.ts',
    '**/integration_tests/acceptance/**/*.test.ts',
    '**/golden.test.ts',
    // What only some runs load: the client of the bucket.
    '**/rejected-rows.test.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/'],
  // Containers take turns: some of them measure against a memory limit.
  maxWorkers: 1,
  testTimeout: 180_000,
}
