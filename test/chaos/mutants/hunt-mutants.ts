import { runHunt } from '../run-hunt.ts';
import { type MutantName, mutants } from './mutants.ts';

/** The number of seeds in which a mutant must be caught. Most are caught in the first three. */
const seeds = 6;

/** How many mutants are hunted at once. Each takes one core. */
const sideBySide = 2;

/** Hunts every mutant until it is caught, and prints each result. @returns the names of those that were not caught. */
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
