import { expect, test } from 'vitest';
import { runHunt } from './run-hunt.ts';

test('fifty seeds of faults break no promise', { timeout: 900_000 }, async () => {
  const { exitCode, output } = await runHunt(['--seeds', '50']);
  expect(output).toMatch(/^violations: 0$/m);
  expect(output).toMatch(/^50 seeds/m);
  expect(exitCode).toBe(0);
});

/** What the machine's clock says: the progress, and how long it took. */
const machineTime = /^\d+ of \d+ seeds.*\n|, in \d+ s$/gm;

test('a seed is played the same each time, in whatever time the machine takes', {
  timeout: 900_000,
}, async () => {
  const replays = await Promise.all([1, 2].map(() => runHunt(['--seed', '7'])));
  const [first, second] = replays.map(({ output }) => output.replaceAll(machineTime, ''));
  expect(first).toContain('links');
  expect(second).toBe(first);
});
