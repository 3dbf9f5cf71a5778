import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildFunctions, functionNames, projectDirectory } from '../../infra/build.ts';
import { buildFunctionHost } from '../../infra/local/aws/build-function-host.ts';
import { readPackagedTemplate } from '../../infra/package.ts';
import { type MutantName, writeMutant } from './mutants/mutants.ts';
import type { FunctionName, SystemOptions } from './parts/system.ts';

export type Prepared = Pick<
  SystemOptions,
  'template' | 'hostPath' | 'preloadPath' | 'bundlePaths' | 'mutant'
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
  const pathOf = (name: FunctionName) => bundles.find((bundle) => bundle.name === name)?.path ?? '';
  const bundlePaths = Object.fromEntries(functionNames.map((name) => [name, pathOf(name)]));
  return {
    template: await readPackagedTemplate(),
    hostPath,
    preloadPath,
    ...(mutant === undefined ? {} : { mutant }),
    bundlePaths: bundlePaths as Record<FunctionName, string>,
  };
}
