import { expect, test } from 'vitest';
import { runHunt } from '../run-hunt.ts';
import { type MutantName, mutants } from './mutants.ts';

/** A mutant that is not caught within so many seeds has got away. */
const mostSeeds: Record<MutantName, number> = {
  'no-lease': 6,
  'no-reconciliation': 6,
  'no-fencing': 12,
  'no-sweeper': 6,
  'close-not-reset': 6,
  'twelve-seconds': 20,
  'no-chain': 12,
  'own-wait-holds-account': 12,
  'newest-first': 12,
};

test.for(Object.keys(mutants) as MutantName[])(
  'the hunt catches the mutant %s',
  { timeout: 600_000 },
  async (name) => {
    const { exitCode, output } = await runHunt(['--mutant', name, '--seeds', String(mostSeeds[name])]);
    expect(output).toMatch(/^seed \d+ FAILED/m);
    expect(exitCode).toBe(1);
  },
);
