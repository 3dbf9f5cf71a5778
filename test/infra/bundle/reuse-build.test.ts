import { randomUUID } from 'node:crypto';
import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { reuseBuild } from '../../../infra/bundle/reuse-build.ts';
import { projectDirectory } from '../../../project-directory.ts';
import { writeFiles } from '../../local/aws/fixture-functions.ts';

/** A build that copies its input to its output, and returns how often it has run. */
async function createBuild({ duringBuild = async () => {} }: { duringBuild?: () => Promise<void> } = {}) {
  const directory = await writeFiles({ 'in.txt': 'one' });
  const name = `test-${randomUUID()}`;
  onTestFinished(() => rm(join(projectDirectory, '.build', 'reuse', `${name}.json`), { force: true }));
  const [input, output] = [join(directory, 'in.txt'), join(directory, 'out.txt')];
  let runs = 0;

  /** As if it had been written a minute ago. */
  async function writeInput(contents: string): Promise<void> {
    await writeFile(input, contents);
    await utimes(input, new Date(), new Date(Date.now() - 60_000));
  }
  await writeInput('one');

  function build() {
    return reuseBuild(name, async () => {
      runs += 1;
      await writeFile(output, await readFile(input));
      await duringBuild();
      return { value: { runs }, inputs: [input], outputs: [output] };
    });
  }
  return { build, input, output, writeInput };
}

test('a build of the same bytes is made once, and its value is kept', async () => {
  const { build } = await createBuild();
  expect(await build()).toEqual({ runs: 1 });
  expect(await build()).toEqual({ runs: 1 });
});

test('another content of an input is another build, and the same content at another time is not', async () => {
  const { build, output, writeInput } = await createBuild();
  await build();
  await writeInput('two');
  expect(await build()).toEqual({ runs: 2 });
  expect(await readFile(output, 'utf8')).toBe('two');
  await writeInput('two');
  expect(await build()).toEqual({ runs: 2 });
});

test('an output that is gone or changed is made again', async () => {
  const { build, output } = await createBuild();
  await build();
  await rm(output);
  expect(await build()).toEqual({ runs: 2 });
  await writeFile(output, 'spoiled');
  expect(await build()).toEqual({ runs: 3 });
  expect(await readFile(output, 'utf8')).toBe('one');
});

test('a build whose input was written meanwhile is not kept', async () => {
  let input = '';
  const created = await createBuild({ duringBuild: () => writeFile(input, 'newer') });
  input = created.input;
  await created.build();
  expect(await created.build()).toEqual({ runs: 2 });
});

test('another compiler is another build', async () => {
  const { build } = await createBuild();
  await build();
  process.env.ESBUILD_BINARY_PATH = '/nowhere';
  onTestFinished(() => void delete process.env.ESBUILD_BINARY_PATH);
  expect(await build()).toEqual({ runs: 2 });
});
