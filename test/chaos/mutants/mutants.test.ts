import { test } from 'vitest';
import { runHunt } from '../run-hunt.ts';
import type { MutantName } from './mutants.ts';

/** Some of the mutants, each with a seed that shows what it lacks. All of them: `npm run chaos -- --mutant NAME`. */
const seeds: Partial<Record<MutantName, number>> = {
  'no-lease': 2,
  'twelve-seconds': 3,
  'no-chain': 1,
  'own-wait-holds-account': 1,
};

test.concurrent.for(Object.entries(seeds))(
  'the hunt catches the mutant %s in seed %i',
  { timeout: 600_000 },
  async ([name, seed], { expect }) => {
    const { exitCode, output } = await runHunt(['--mutant', name, '--from', String(seed), '--seeds', '1']);
    expect(output).toMatch(/^seed \d+ FAILED/m);
    expect(exitCode).toBe(1);
  },
);
