import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectDirectory } from '../../../project-directory.ts';
import { runHunt } from '../run-hunt.ts';
import { type Mutation, mutants } from './mutants.ts';

// `npm run chaos -- --mutants` shows that the hunt catches every mutant.
test('the hunt catches a product without its lease', { timeout: 600_000 }, async () => {
  // A quick one.
  const { exitCode, output } = await runHunt(['--mutant', 'no-lease', '--seeds', '1', '--from', '23']);
  expect(output).toMatch(/^seed 23 FAILED/m);
  expect(exitCode).toBe(1);
});

test.each(Object.entries<Mutation[]>(mutants))(
  'what the mutant %s takes out is there',
  async (_name, mutations) => {
    for (const { file, protection } of mutations) {
      expect(await readFile(join(projectDirectory, 'functions', file), 'utf8')).toContain(protection);
    }
  },
);
