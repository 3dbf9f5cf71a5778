import { runHunt } from '../run-hunt.ts';
import { type MutantName, mutants } from './mutants.ts';

/** Seeds that a mutant is given to show itself: each does so in the first three, mostly. */
const seeds = 6;

/** Hunters at once; each mutant's hunt takes one core. */
const sideBySide = 2;

/** Hunts every mutant until it is caught, and tells each. @returns the names of those that were not caught. */
export async function huntMutants(print: (line: string) => void): Promise<MutantName[]> {
  const pending = Object.keys(mutants) as MutantName[];
  const missed: MutantName[] = [];

  async function huntNext(): Promise<void> {
    for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
      const { output } = await runHunt(['--mutant', name, '--seeds', String(seeds), '--hunters', '1']);
      const [, seed] = /^seed (\d+) FAILED/m.exec(output) ?? [];
      print(seed === undefined ? `${name}: NOT CAUGHT` : `${name}: caught in seed ${seed}`);
      if (seed === undefined) {
        missed.push(name);
      }
    }
  }

  await Promise.all(Array.from({ length: sideBySide }, huntNext));
  return missed;
}
