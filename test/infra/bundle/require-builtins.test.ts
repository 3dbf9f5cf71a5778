import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { expect, test } from 'vitest';
import { requireBuiltins } from '../../../infra/bundle/require-builtins.ts';

const source = `
  import http, { request } from 'node:http';
  import * as path from 'path';
  const { Agent } = await import('node:http');
  const isSame = http.request === request && http.Agent === Agent && path.join('a', 'b') === 'a/b';
  // Names what Node has loaded of itself so far.
  console.log(isSame, process.moduleLoadList.some((name) => name.includes('undici')));`;

async function bundleAndRun(plugins: Plugin[]): Promise<string> {
  const options = { bundle: true, write: false, platform: 'node', format: 'esm', plugins } as const;
  const { outputFiles } = await build({ stdin: { contents: source }, ...options });
  const words = ['--input-type=module', '--eval', outputFiles[0]?.text ?? ''];
  return (await promisify(execFile)(process.execPath, words)).stdout.trim();
}

test('what is imported from Node is what Node has, and its fetch is not loaded for it', async () => {
  expect(await bundleAndRun([requireBuiltins])).toBe('true false');
});

test('it would be loaded otherwise', async () => {
  expect(await bundleAndRun([])).toBe('true true');
});
