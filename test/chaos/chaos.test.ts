import { expect, test } from 'vitest';
import { runHunt } from './run-hunt.ts';

test('fifty seeds of faults break no promise', { timeout: 300_000 }, async () => {
  const { exitCode, output } = await runHunt(['--seeds', '50']);
  expect(output).toMatch(/^violations: 0$/m);
  expect(output).toMatch(/^50 seeds/m);
  expect(exitCode).toBe(0);
});
