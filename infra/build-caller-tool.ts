import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';
import { projectDirectory } from '../project-directory.ts';
import { describeLicenses } from './bundle/describe-licenses.ts';
import { runEsbuild } from './bundle/run-esbuild.ts';
import { replaceFile } from './replace-file.ts';

/*
 * The npm package `invite-spool`, in `cli/`: the caller's tool as one file with all that it needs, which runs on Node.js 20.12 and newer.
 * `npm pack` and `npm publish` there run this. The file has no source map: it would name the paths of this machine.
 */

/** Bundled CommonJS still calls `require`, and an ES module has none. */
const banner = `#!/usr/bin/env node
import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

const packageOnly: Plugin = {
  name: 'package-only',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /[\\/]clone-directory\.ts$/ }, () => ({
      contents: 'export const cloneDirectory = undefined',
    }));
    // The tool asks these three kinds of questions. The others bring an editor and tables of encodings, half of the file.
    onResolve({ filter: /^@inquirer\/prompts$/, namespace: 'file' }, ({ kind, resolveDir, path }) =>
      kind === 'dynamic-import' ? { path, namespace: 'prompts', pluginData: resolveDir } : undefined,
    );
    onLoad({ filter: /^/, namespace: 'prompts' }, ({ path, pluginData: resolveDir }) => ({
      contents: `export { confirm, input, password } from '${path}'`,
      resolveDir,
    }));
  },
};

/** The files of which something is in the bundle. */
function listUsed({ outputs }: Metafile): string[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
}

const directory = join(projectDirectory, 'cli');
await rm(join(directory, 'dist'), { recursive: true, force: true });
const { outputFiles, metafile } = await runEsbuild({
  absWorkingDir: projectDirectory,
  entryPoints: ['cli/invite-spool.ts'],
  outdir: 'cli/dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20.12',
  format: 'esm',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  banner: { js: banner },
  plugins: [packageOnly],
  metafile: true,
  logLevel: 'silent',
});
for (const { path, contents } of outputFiles) {
  await replaceFile(path, contents);
}
await replaceFile(
  join(directory, 'dist', 'licenses.txt'),
  Buffer.from(await describeLicenses(projectDirectory, listUsed(metafile))),
);
await copyFile(join(projectDirectory, 'CHANGELOG.md'), join(directory, 'CHANGELOG.md'));
