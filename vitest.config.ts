import { defineConfig } from 'vitest/config';
import { findUnitTests } from './test/setup/find-unit-tests.ts';

const unitTests = findUnitTests(import.meta.dirname);

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
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: ['test/chaos/**', ...unitTests],
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
