import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // The bundles and the packaged template are made once, before the suites that read them.
    globalSetup: ['test/setup/package-once.ts'],
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: ['test/chaos/**'],
          testTimeout: 30_000,
          // The suites of the whole system wait more than they work.
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          // The hunt takes every core there is: alone, and one file after the other.
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
