import { defineConfig } from 'vitest/config';
import { findUnitTests } from './test/setup/find-unit-tests.ts';

const unitTests = findUnitTests(import.meta.dirname);

/** Test files that leave nothing behind in their process: those beside them may run in it too. */
const sharing = ['test/functions/**/*.test.ts', 'test/local/**/*.test.ts', 'test/cli/{key,ops}/**/*.test.ts'];

export default defineConfig({
  test: {
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          // Nothing but memory: they need no build, and what they import is loaded once for all of them.
          name: 'unit',
          include: unitTests,
          testTimeout: 30_000,
          pool: 'threads',
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          // Real parts that each test file starts for itself: what they import is loaded once for all of them.
          name: 'parts',
          include: sharing,
          exclude: unitTests,
          globalSetup: ['test/setup/package-once.ts'],
          testTimeout: 30_000,
          isolate: false,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: ['test/chaos/**', ...sharing, ...unitTests],
          globalSetup: ['test/setup/package-once.ts'],
          testTimeout: 30_000,
          // The suites of the whole system wait more than they work.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          // The hunt takes every core there is: alone, and one file after the other.
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          globalSetup: ['test/setup/package-once.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
