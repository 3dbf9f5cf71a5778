import childProcess, { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { runEsbuild } from '../../../infra/bundle/run-esbuild.ts';

test('esbuild has no process left when the last of several builds is done, and a later build has one again', async () => {
  const spawn = vi.spyOn(childProcess, 'spawn');
  async function build(text: string) {
    const { outputFiles } = await runEsbuild({ stdin: { contents: text }, write: false, minify: true });
    return outputFiles[0]?.text;
  }
  expect(await Promise.all([build('let a = 1;'), build('let b = 2;')])).toEqual(['let a=1;\n', 'let b=2;\n']);
  expect(await build('let c = 3;')).toBe('let c=3;\n');
  const started = spawn.mock.results.map(({ value }) => value as ChildProcess);
  expect(started).toHaveLength(2);
  for (const child of started) {
    if (child.signalCode === null && child.exitCode === null) {
      await once(child, 'exit');
    }
  }
});
