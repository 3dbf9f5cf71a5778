import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { type Bundle, buildFunctions, ensureFunctions } from '../../infra/build.ts';
import { readPackagedTemplate } from '../../infra/package.ts';
import { buildFunctionHost } from '../../local/aws/build-function-host.ts';
import { projectDirectory } from '../../project-directory.ts';
import { type MutantName, writeMutant } from './mutants/mutants.ts';
import { type FunctionName, functionNames, type SystemOptions } from './parts/system.ts';

export type Prepared = Pick<
  SystemOptions,
  'template' | 'hostPath' | 'preloadPath' | 'compileCachePath' | 'bundlePaths' | 'mutant' | 'scene'
>;

/** Builds the programs of the hunters into the hunt's own folder, so that another build may run at the same time. */
export async function prepareHunt(directory: string, mutant?: MutantName): Promise<Prepared> {
  const bundles = await (mutant === undefined ? copyFunctions(directory) : buildMutant(directory, mutant));
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

async function copyFunctions(directory: string): Promise<Bundle[]> {
  const bundles = await ensureFunctions();
  return Promise.all(
    bundles.map(async (bundle) => {
      const path = join(directory, bundle.name, 'index.mjs');
      await cp(bundle.path, path);
      return { ...bundle, path };
    }),
  );
}

async function buildMutant(directory: string, mutant: MutantName): Promise<Bundle[]> {
  return buildFunctions({ functionsDirectory: await writeMutant(mutant), outputDirectory: directory });
}

/** A process writes the cache only at a normal exit. The processes of a hunt are always killed. */
async function fillCompileCache(directory: string, paths: string[]): Promise<void> {
  const script = `for (const path of process.argv.slice(1)) await import(path).catch(() => undefined);`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script, ...paths], {
    env: { NODE_COMPILE_CACHE: directory },
  });
}
