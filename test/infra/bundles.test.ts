import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Bundle, buildFunctions } from '../../infra/build.ts';

let bundles: Record<string, Bundle>;

beforeAll(async () => {
  bundles = Object.fromEntries((await buildFunctions()).map((bundle) => [bundle.name, bundle]));
});

const holdsGramjs = (name: string) =>
  bundles[name]?.inputs.some((input) => input.startsWith('node_modules/telegram/'));
const sourceOf = (name: string) => readFile(bundles[name]?.path ?? join(name, 'is missing'), 'utf8');

test.each(['api', 'sweeper', 'webhook'])('the %s artifact contains none of gramjs', async (name) => {
  expect(holdsGramjs(name)).toBe(false);
  expect(await sourceOf(name)).not.toContain('InvokeWithLayer');
});

test('the worker artifact contains gramjs, so the same check can fail', async () => {
  expect(holdsGramjs('worker')).toBe(true);
  expect(await sourceOf('worker')).toContain('InvokeWithLayer');
});
