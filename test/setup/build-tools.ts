import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { listFiles } from '../../infra/build.ts';
import { loadTlLazily } from '../../infra/bundle/load-tl-lazily.ts';
import { requireBuiltins } from '../../infra/bundle/require-builtins.ts';
import { reuseBuild } from '../../infra/bundle/reuse-build.ts';
import { runEsbuild } from '../../infra/bundle/run-esbuild.ts';
import { stubModules } from '../../infra/bundle/stub-modules.ts';
import { projectDirectory } from '../../project-directory.ts';

const toolsDirectory = join(projectDirectory, '.build', 'tools');

/**
 * A tool of `cli/` as one bundle: it starts with half of what its hundreds of source files take. For tests of what the tool does;
 * those of how it starts run its source.
 */
export function toolPath(name: 'account' | 'webhook'): string {
  return join(toolsDirectory, `${name}.mjs`);
}

/** The bundles lie elsewhere than the module that tells where the project is. */
const projectPlugin: Plugin = {
  name: 'project-directory',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]project-directory\.ts$/ }, () => ({
      contents: `export const projectDirectory = ${JSON.stringify(projectDirectory)}`,
    }));
  },
};

/** Bundles the tools as the functions are bundled, with each command in a file of its own. */
export function ensureTools(): Promise<void> {
  return reuseBuild('tools', async () => {
    await rm(toolsDirectory, { recursive: true, force: true });
    const { metafile } = await runEsbuild({
      absWorkingDir: projectDirectory,
      entryPoints: ['account', 'webhook'].map((name) => join('cli', `${name}.ts`)),
      outdir: toolsDirectory,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      mainFields: ['module', 'main'],
      banner: { js: `const require=process.getBuiltinModule('node:module').createRequire(import.meta.url);` },
      plugins: [projectPlugin, requireBuiltins, stubModules, loadTlLazily],
      metafile: true,
      logLevel: 'silent',
    });
    // This module says how they are built.
    const inputs = [...listFiles(metafile), 'test/setup/build-tools.ts'];
    return { value: undefined, inputs, outputs: Object.keys(metafile.outputs) };
  });
}
