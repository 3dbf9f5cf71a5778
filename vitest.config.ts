import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The bundles and the packaged template are made once, before the suites that read them.
    globalSetup: ['test/setup/package-once.ts'],
    // The suites of the whole system wait more than they work.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
