import { defineConfig } from 'vitest/config';
import { findUnitTests } from './test/setup/find-unit-tests.ts';
import { LongestFirst } from './test/setup/longest-first.ts';

const unitTests = findUnitTests(import.meta.dirname);

/** Test files that change the process they run in, such as its network, or count what it holds: each has one of its own. */
const alone = [
  // They run tools in pseudo-terminals.
  'test/cli/account/{check,import,login}.test.ts',
  'test/cli/caller/confirm-revoke.test.ts',
  'test/integration/dialling.test.ts',
  'test/infra/bundle/run-esbuild.test.ts',
  'test/aws-emulator/**/*.test.ts',
];

/** The suites of the whole system wait more than they work. */
const maxWorkers = 4;

const hunts = 'test/chaos/**/*.test.ts';

export default defineConfig({
  test: {
    hookTimeout: 120_000,
    sequence: { sequencer: LongestFirst },
    // Node runs the sources of this project as they are: nothing is gained by transforming each of them for a fresh checkout.
    experimental: { viteModuleRunner: false },
    projects: [
      {
        extends: true,
        test: {
          // Nothing but memory: they need no build, and what they import is loaded once for all of them.
          name: 'unit',
          include: unitTests,
          testTimeout: 120_000,
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
          include: ['test/**/*.test.ts'],
          exclude: [hunts, ...alone, ...unitTests],
          globalSetup: ['test/setup/package-once.ts'],
          testTimeout: 120_000,
          isolate: false,
          maxWorkers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: alone,
          exclude: unitTests,
          globalSetup: ['test/setup/package-once.ts'],
          testTimeout: 120_000,
          maxWorkers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          // In virtual time: what runs beside a hunt does not change it.
          name: 'chaos',
          include: [hunts],
          exclude: unitTests,
          globalSetup: ['test/setup/package-once.ts'],
          maxWorkers,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
