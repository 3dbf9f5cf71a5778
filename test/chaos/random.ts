/** Draws that depend on the seed alone. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  pick<T>(choices: readonly T[]): T;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of the choices, as often as its weight says. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T;
}

/** A separate generator for each purpose of a seed, so that an additional draw for one does not change the others. */
export function createRandom(seed: number, purpose: string): Random {
  let state = hash(`${seed} ${purpose}`);

  /** The splitmix32 finaliser over a Weyl sequence. */
  function next(): number {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  function whole(least: number, most: number) {
    return least + Math.floor(next() * (most - least + 1));
  }

  function pick<T>(choices: readonly T[]): T {
    const choice = choices[whole(0, choices.length - 1)];
    if (choice === undefined) {
      throw new RangeError('nothing to pick from');
    }
    return choice;
  }

  function weighted<T>(choices: readonly (readonly [number, T])[]): T {
    let left = next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, choice] of choices) {
      left -= weight;
      if (left < 0) {
        return choice;
      }
    }
    throw new RangeError('nothing to pick from');
  }

  return { next, whole, pick, chance: (probability) => next() < probability, weighted };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) {
    value = Math.imul(value ^ char.charCodeAt(0), 0x01000193);
  }
  return value;
}
