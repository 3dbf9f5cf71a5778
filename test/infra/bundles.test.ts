import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Bundle, ensureFunctions, functionNames, maxBundleBytes } from '../../infra/build.ts';
import { stubs } from '../../infra/bundle/stubs.ts';

let bundles: Record<string, Bundle>;

beforeAll(async () => {
  bundles = Object.fromEntries((await ensureFunctions()).map((bundle) => [bundle.name, bundle]));
});

function inputsOf(name: string) {
  return bundles[name]?.inputs ?? [];
}

function holdsGramjs(name: string) {
  return inputsOf(name).some((input) => input.startsWith('node_modules/telegram/'));
}

function sourceOf(name: string) {
  return readFile(bundles[name]?.path ?? join(name, 'is missing'), 'utf8');
}

test.each(['api', 'sweeper', 'webhook'])('the %s artifact contains none of gramjs', async (name) => {
  expect(holdsGramjs(name)).toBe(false);
  expect(await sourceOf(name)).not.toContain('InvokeWithLayer');
});

test('the worker artifact contains gramjs, so the same check can fail', async () => {
  expect(holdsGramjs('worker')).toBe(true);
  expect(await sourceOf('worker')).toContain('InvokeWithLayer');
});

test.each(functionNames)('the %s artifact keeps within its bytes', (name) => {
  expect(bundles[name]?.bytes).toBeLessThanOrEqual(maxBundleBytes[name]);
});

test.each(functionNames)(
  'the %s artifact holds nothing of what is stubbed, nor of what came with it',
  (name) => {
    const left =
      /node_modules\/(websocket|socks|mime|htmlparser2|store2|node-localstorage|pako|tslib|mnemonist)\//;
    const leftOfGramjs = /node_modules\/telegram\/(index|Utils|client|sessions|events|extensions\/Promised)/;
    const leftOfSdk =
      /node_modules\/@(aws-sdk\/(nested-clients|token-providers|credential-provider-(?!node|env)))/;
    const held = inputsOf(name).filter((input) =>
      [left, leftOfGramjs, leftOfSdk].some((pattern) => pattern.test(input)),
    );
    expect(held).toEqual([]);
  },
);

test('every stub stands in a bundle', () => {
  const inputs = new Set(functionNames.flatMap(inputsOf));
  expect(stubs.map(({ module }) => `stub:${module}`).filter((input) => !inputs.has(input))).toEqual([]);
});
