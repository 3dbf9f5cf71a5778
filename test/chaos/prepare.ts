import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { buildFunctions } from '../../infra/build.ts';
import { readPackagedTemplate } from '../../infra/package.ts';
import { buildFunctionHost } from '../../local/aws/build-function-host.ts';
import { projectDirectory } from '../../project-directory.ts';
import { type MutantName, writeMutant } from './mutants/mutants.ts';
import { type FunctionName, functionNames, type SystemOptions } from './parts/system.ts';

export type Prepared = Pick<
  SystemOptions,
  'template' | 'hostPath' | 'preloadPath' | 'compileCachePath' | 'bundlePaths' | 'mutant'
>;

/** Builds what the hunters run into a folder of the hunt's own: another build may go on beside it. */
export async function prepareHunt(directory: string, mutant?: MutantName): Promise<Prepared> {
  const sources = mutant === undefined ? {} : { functionsDirectory: await writeMutant(mutant) };
  const bundles = await buildFunctions({ ...sources, outputDirectory: directory });
  const hostPath = join(directory, 'function-host.mjs');
  await mkdir(directory, { recursive: true });
  await cp(await buildFunctionHost(), hostPath);
  const preloadPath = join(directory, 'preload.mjs');
  await build({
    entryPoints: [join(projectDirectory, 'test', 'chaos', 'clock', 'preload.ts')],
    outfile: preloadPath,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
  });
  const compileCachePath = join(directory, 'compile-cache');
  await fillCompileCache(
    compileCachePath,
    bundles.map(({ path }) => path),
  );
  function pathOf(name: FunctionName) {
    return bundles.find((bundle) => bundle.name === name)?.path ?? '';
  }
  const bundlePaths = Object.fromEntries(functionNames.map((name) => [name, pathOf(name)]));
  return {
    template: await readPackagedTemplate(),
    hostPath,
    preloadPath,
    compileCachePath,
    ...(mutant === undefined ? {} : { mutant }),
    bundlePaths: bundlePaths as Record<FunctionName, string>,
  };
}

/** A process writes the cache when it ends by itself, which those of a hunt never do. */
async function fillCompileCache(directory: string, paths: string[]): Promise<void> {
  const script = `for (const path of process.argv.slice(1)) await import(path).catch(() => undefined);`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script, ...paths], {
    env: { NODE_COMPILE_CACHE: directory },
  });
}
