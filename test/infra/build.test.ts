import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { buildFunctions } from '../../infra/build.ts';
import { writeFiles } from '../local/aws/fixture-functions.ts';

async function buildFixture(files: Record<string, string>) {
  const directory = await writeFiles(files);
  function build() {
    return buildFunctions({
      functionsDirectory: join(directory, 'functions'),
      outputDirectory: join(directory, '.build'),
      names: ['api'],
    });
  }
  return { directory, build };
}

test('a function becomes one ES module that exports its handler, bundled CommonJS that requires at run time included', async () => {
  const { directory, build } = await buildFixture({
    'functions/api/handler.ts': `import part from './part.cjs'; export const handler = async (n: number): Promise<string> => part(n)`,
    'functions/api/part.cjs': `module.exports = (n) => require('node' + ':path').join('a', String(n))`,
  });
  const [bundle] = await build();
  expect(bundle).toMatchObject({ name: 'api', path: join(directory, '.build/api/index.mjs') });
  expect(bundle?.bytes).toBe((await stat(bundle?.path ?? '')).size);
  expect(bundle?.inputs.some((input) => input.endsWith('functions/api/part.cjs'))).toBe(true);
  // In a process of its own: here, the test runner lends bundles a `require` that Lambda has not.
  const run = `const { handler } = await import(${JSON.stringify(pathToFileURL(bundle?.path ?? '').href)}); console.log(await handler(1))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', run]);
  expect(stdout).toBe('a/1\n');
});

test('a bundle is the same from run to run, and left alone when nothing changed', async () => {
  const { build } = await buildFixture({ 'functions/api/handler.ts': `export const handler = () => 1` });
  const [first] = await build();
  const path = first?.path ?? '';
  const [bytes, { mtimeNs }] = [await readFile(path), await stat(path, { bigint: true })];
  await build();
  expect(await readFile(path)).toEqual(bytes);
  expect((await stat(path, { bigint: true })).mtimeNs).toBe(mtimeNs);
});

test('a source that does not compile is named with its line', async () => {
  const { build } = await buildFixture({ 'functions/api/handler.ts': `\nexport const handler = (` });
  await expect(build()).rejects.toThrow(/handler\.ts:2:/);
});
